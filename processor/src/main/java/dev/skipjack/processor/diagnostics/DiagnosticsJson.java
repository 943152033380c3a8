package dev.skipjack.processor.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Mistakes as JSON. A few lines of our own, since a library would be on every user's processor
 * path.
 */
public final class DiagnosticsJson {
  private DiagnosticsJson() {}

  public static String of(List<Told> all) {
    return all.stream()
        .map(DiagnosticsJson::object)
        .collect(Collectors.joining(",", "{\"diagnostics\": [", all.isEmpty() ? "]}\n" : "\n]}\n"));
  }

  private static String object(Told told) {
    Diagnostic diagnostic = told.diagnostic();
    List<String> members = new ArrayList<>();
    members.add(text("id", diagnostic.message().name()));
    members.add(text("severity", told.isError() ? "error" : "warning"));
    members.add(text("message", told.text()));
    members.add(text("what", diagnostic.what()));
    if (!diagnostic.trace().isEmpty()) {
      members.add(array("layers", diagnostic.trace().stream().map(DiagnosticsJson::quoted)));
    }
    if (!diagnostic.fix().isEmpty()) {
      members.add(text("fix", diagnostic.fix()));
    }
    members.addAll(subject(told.subject()));
    told.location()
        .ifPresent(
            at -> {
              members.add(text("file", at.file()));
              members.add("\"line\": " + at.line());
              members.add("\"column\": " + at.column());
            });
    if (!diagnostic.placedBy().isEmpty()) {
      members.add(
          array(
              "placedBy",
              IntStream.range(0, diagnostic.placedBy().size()).mapToObj(i -> placement(told, i))));
    }
    return members.stream().collect(Collectors.joining(",\n    ", "\n  {\n    ", "\n  }"));
  }

  private static String placement(Told told, int index) {
    List<String> members = subject(told.placedBy().get(index));
    members.add(text("written", told.diagnostic().placedBy().get(index).written()));
    return members.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  private static List<String> subject(Told.Subject subject) {
    List<String> members = new ArrayList<>(List.of(text("class", subject.type())));
    if (!subject.field().isEmpty()) {
      members.add(text("field", subject.field()));
    }
    return members;
  }

  private static String array(String name, Stream<String> elements) {
    return "\"" + name + "\": " + elements.collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(String name, String value) {
    return "\"" + name + "\": " + quoted(value);
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(DiagnosticsJson::escaped)
        .collect(Collectors.joining("", "\"", "\""));
  }

  private static String escaped(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      default ->
          c < ' ' || Character.isSurrogate((char) c)
              ? String.format(Locale.ROOT, "\\u%04x", c)
              : String.valueOf((char) c);
    };
  }
}
