package dev.skipjack.processor;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Crop;
import dev.skipjack.processor.diagnostics.Message;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/diagnostics.md} is made of the files that {@link DiagnosticsTest} compiles; {@code
 * docs/layers.md} has the words that they are about.
 */
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

  private static final Path LANGUAGE =
      Path.of("..", "annotations", "src", "main", "java", "dev", "skipjack", "annotations");

  private static final Pattern ROW = Pattern.compile("\\| `@(\\w+)` \\|[^|]*\\|([^|]*)\\|.*");

  /** Defaults that have names. */
  private static final Map<Integer, String> STAND_INS =
      Map.of(Conv.SAME, "SAME", Crop.CENTER, "CENTER");

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

  /** Every annotation has a row, every row is one, with its attributes and their defaults. */
  @Test
  void everyWordOfTheLanguageIsDocumented() throws IOException {
    Map<String, Set<String>> rows =
        Files.readAllLines(Path.of("..", "docs", "layers.md")).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .collect(toMap(row -> row.group(1), row -> inCode(row.group(2))));
    try (Stream<Path> files = Files.list(LANGUAGE)) {
      assertThat(rows)
          .isEqualTo(
              files
                  .map(file -> file.getFileName().toString().replace(".java", ""))
                  .filter(name -> !name.contains("-"))
                  .map(DiagnosticsPageTest::type)
                  .filter(Class::isAnnotation)
                  .collect(toMap(Class::getSimpleName, DiagnosticsPageTest::attributes)));
    }
  }

  private static Set<String> inCode(String cell) {
    return Pattern.compile("`([^`]+)`")
        .matcher(cell)
        .results()
        .map(code -> code.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(Conv.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code out} or {@code stride = 1}. */
  private static Set<String> attributes(Class<?> annotation) {
    return Stream.of(annotation.getDeclaredMethods())
        .map(method -> method.getName() + written(method))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String written(Method attribute) {
    Object value = attribute.getDefaultValue();
    if (value == null) {
      return "";
    }
    if (value instanceof int[] numbers && numbers.length == 1) {
      value = numbers[0];
    }
    if (value instanceof Double number) {
      return " = " + number.toString().replaceFirst("\\.0(?=E|$)", "").toLowerCase(Locale.ROOT);
    }
    if (value.equals(Long.MAX_VALUE)) {
      return " = Long.MAX_VALUE";
    }
    if (value.getClass().isArray()) {
      return " = {}";
    }
    return " = " + (value.equals("") ? "\"\"" : STAND_INS.getOrDefault(value, value.toString()));
  }
}
