package dev.skipjack.processor.diagnostics;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Suggests what an unknown name may have meant. */
public final class NearestNames {
  private static final int MOST = 3;

  private NearestNames() {}

  /** Up to three names within a third of the letters, nearest first; otherwise nothing. */
  static List<String> of(String unknown, Collection<String> known) {
    int most = Math.max(2, unknown.length() / 3);
    return known.stream()
        .filter(name -> distance(unknown, name) <= most)
        .sorted(Comparator.comparingInt((String name) -> distance(unknown, name)))
        .limit(MOST)
        .toList();
  }

  /** {@code did you mean 'stem'?}, or the names there are. */
  public static String suggestion(String unknown, Collection<String> known) {
    return known.isEmpty()
        ? "there is no earlier layer"
        : suggestion(unknown, known, "the layers before it are ");
  }

  /**
   * @param all what comes before all names, if none is near
   */
  public static String suggestion(String unknown, Collection<String> known, String all) {
    List<String> near = of(unknown, known);
    return near.isEmpty()
        ? all + quoted(known, ", ")
        : "did you mean " + quoted(near, " or ") + "?";
  }

  private static String quoted(Collection<String> names, String separator) {
    return names.stream().map(n -> "'" + n + "'").collect(Collectors.joining(separator));
  }

  /** Levenshtein's distance, letters compared without case. */
  private static int distance(String a, String b) {
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    int[] row = new int[y.length() + 1];
    for (int j = 0; j <= y.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= x.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= y.length(); j++) {
        int change = diagonal + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[y.length()];
  }
}
