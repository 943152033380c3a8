package dev.skipjack.processor.diagnostics;

import java.util.List;
import java.util.Locale;

/**
 * One mistake.
 *
 * @param text without id: what is wrong, then the trace of layers that led to it, then the fix
 */
public record Diagnostic(Message message, Place place, String text) {
  /** Stands for the arrow of a template while arguments, which may hold arrows, are filled in. */
  private static final String FIX = "\u0001";

  static Diagnostic of(Message message, Place place, List<String> trace, Object... arguments) {
    String template = message.text().replace(" -> ", FIX);
    String text = String.format(Locale.ROOT, template, arguments);
    StringBuilder lines = new StringBuilder();
    int fix = text.indexOf(FIX);
    lines.append(fix < 0 ? text : text.substring(0, fix));
    trace.forEach(line -> lines.append("\n  ").append(line));
    if (fix >= 0) {
      lines.append("\n  ").append(text.substring(fix + FIX.length()));
    }
    return new Diagnostic(message, place, lines.toString());
  }

  /** As {@code javac} prints it. */
  @Override
  public String toString() {
    return "[" + message.name() + "] " + text;
  }
}
