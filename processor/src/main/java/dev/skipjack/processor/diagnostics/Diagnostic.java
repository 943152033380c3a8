package dev.skipjack.processor.diagnostics;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One mistake.
 *
 * @param what is wrong, without id
 * @param trace the layers that led to it, one line each; may be empty
 * @param placedBy who placed the block that it is in, the innermost first; empty outside blocks
 * @param fix how to mend it; empty if the text says it
 */
public record Diagnostic(
    Message message,
    Place place,
    String what,
    List<String> trace,
    List<Placement> placedBy,
    String fix) {
  /** Stands for the arrow of a template while arguments, which may hold arrows, are filled in. */
  private static final String FIX = "\u0001";

  private static final String NEW_LINE = "\n  ";

  /**
   * A block in use.
   *
   * @param place of the annotation that places it
   * @param written that annotation, as the user would write it again
   */
  public record Placement(Place place, String written) {}

  public Diagnostic {
    trace = List.copyOf(trace);
    placedBy =
        placedBy.stream()
            .filter(placement -> !placement.place().describe().equals(place.describe()))
            .toList();
  }

  static Diagnostic of(
      Message message,
      Place place,
      List<String> trace,
      List<Placement> placedBy,
      Object... arguments) {
    String template = message.text().replace(" -> ", FIX);
    String text = StandIn.named(String.format(Locale.ROOT, template, arguments));
    int fix = text.indexOf(FIX);
    return new Diagnostic(
        message,
        place,
        fix < 0 ? text : text.substring(0, fix),
        trace,
        placedBy,
        fix < 0 ? "" : text.substring(fix + FIX.length()));
  }

  /** The same at another place. */
  public Diagnostic at(Place newPlace) {
    return new Diagnostic(message, newPlace, what, trace, placedBy, fix);
  }

  /** What is wrong and the layers that led to it, a line for each. */
  public String text() {
    return trace.stream().map(line -> NEW_LINE + line).collect(Collectors.joining("", what, ""));
  }

  /** Whether it is the same mistake, wherever its block is placed. */
  boolean isSame(Diagnostic other) {
    return message == other.message && place.equals(other.place) && text().equals(other.text());
  }

  /** As it is printed at its own place. */
  @Override
  public String toString() {
    return print(List.of());
  }

  /** As it is printed at the place of someone who placed its block, which has no source here. */
  public String printElsewhere() {
    return print(List.of("at " + place.describe()));
  }

  private String print(List<String> where) {
    StringBuilder lines = new StringBuilder("[" + message.name() + "] " + text());
    where.forEach(line -> lines.append(NEW_LINE).append(line));
    for (Placement placement : placedBy) {
      lines.append(NEW_LINE).append("placed by ").append(placement.place().describe());
      lines.append(": ").append(placement.written());
    }
    if (!fix.isEmpty()) {
      lines.append(NEW_LINE).append(fix);
    }
    return lines.toString();
  }
}
