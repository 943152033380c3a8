package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/diagnostics.md} is made of the files that {@link DiagnosticsTest} compiles. */
class DiagnosticsPageTest {
  private static final String BEGINNING =
      """
      # Diagnostics

      Every mistake that the compiler tells, as it tells it. Each is a test: the source is in
      `processor/src/test/resources/bad/ID.java`, the text beside it. This page is made from those files.
      As JSON, for programs: [compiler.md](compiler.md#mistakes-for-programs).

      Here by id, below by what they are about:

      | id | for instance |
      |---|---|
      """;

  private static String said(Message message) throws IOException {
    return Files.readString(Goldens.resource("bad", message.name() + ".txt"));
  }

  private static String row(Message message) throws IOException {
    String id = message.name();
    String[] lines = said(message).split("\n");
    String what = lines[0].substring(("[" + id + "] ").length()).replace("|", "\\|");
    return "| [" + id + "](#" + id.toLowerCase(Locale.ROOT) + ") | " + what + " |\n";
  }

  private static String section(Message message) throws IOException {
    StringBuilder section = new StringBuilder("\n## " + message.name() + "\n\n```java\n");
    Files.readString(Goldens.resource("bad", message.name() + ".java"))
        .lines()
        .filter(line -> line.endsWith("// error") || line.startsWith(DiagnosticsTest.OPTIONS))
        .map(line -> line.replace("// error", "").strip())
        .forEach(line -> section.append(line).append('\n'));
    String said = said(message).replaceAll("(?m)^    ", "  ");
    return section.append("```\n```\n").append(said).append("```\n").toString();
  }

  @Test
  void everyMistakeIsDocumented() throws IOException {
    StringBuilder page = new StringBuilder(BEGINNING);
    List<Message> byId =
        Stream.of(Message.values()).sorted(Comparator.comparing(Message::name)).toList();
    for (Message message : byId) {
      page.append(row(message));
    }
    for (Message message : Message.values()) {
      page.append(section(message));
    }
    Goldens.check(Path.of("..", "docs", "diagnostics.md"), page.toString());
  }
}
