package dev.skipjack.processor;

import java.util.ArrayList;
import java.util.List;

/**
 * A source with a mistake, mended as its comments say: below a line, {@code // mended:} has what
 * stands for it, {@code // and:} more of it, {@code // or:} another way.
 */
final class MendedSource {
  private MendedSource() {}

  /** A line as it is, or in each of the ways to mend it. */
  private record Line(String written, List<List<String>> ways) {}

  /** The whole source in each way; none if it has no such comment. */
  static List<String> waysOf(String source) {
    List<Line> lines = new ArrayList<>();
    for (String line : source.lines().toList()) {
      String comment = line.strip();
      if (comment.startsWith("// mended:") || comment.startsWith("// or:")) {
        lines.get(lines.size() - 1).ways().add(new ArrayList<>(List.of(code(comment))));
      } else if (comment.startsWith("// and:")) {
        List<List<String>> ways = lines.get(lines.size() - 1).ways();
        ways.get(ways.size() - 1).add(code(comment));
      } else {
        lines.add(new Line(line, new ArrayList<>()));
      }
    }
    int most = lines.stream().mapToInt(l -> l.ways().size()).max().orElse(0);
    List<String> mended = new ArrayList<>();
    for (int way = 0; way < most; way++) {
      mended.add(text(lines, way));
    }
    return mended;
  }

  private static String code(String comment) {
    return comment.substring(comment.indexOf(':') + 1).strip();
  }

  private static String text(List<Line> lines, int way) {
    List<String> text = new ArrayList<>();
    for (Line line : lines) {
      int ways = line.ways().size();
      text.addAll(ways == 0 ? List.of(line.written()) : line.ways().get(Math.min(way, ways - 1)));
    }
    return String.join("\n", text) + "\n";
  }
}
