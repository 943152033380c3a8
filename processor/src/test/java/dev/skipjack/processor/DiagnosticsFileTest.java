package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Askipjack.diagnostics=FILE}: what a compilation tells, for programs. */
class DiagnosticsFileTest {
  private static final String UNIT =
      """
      package p;
      import dev.skipjack.annotations.*;
      @Block
      public class Unit {
        @Conv(out = Param.OUT, kernel = 4) Layer conv;
      }
      """;

  private static final String FIRST =
      """
      package p;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 3, height = 16, width = 16))
      public class First {
        @Repeat(block = Unit.class, times = 2, out = 8) Layer units;
        @Skip(from = "\\u00e9t\\u00e9") Layer sum;
        @GlobalAvgPool @Linear(out = 5) Layer logits;
      }
      """;

  /** Its block is written by another processor: it waits for the second round. */
  private static final String SECOND =
      """
      package p;
      import dev.skipjack.annotations.*;
      @Deprecated // which another processor is asked about
      @Model(input = @Input(channels = 3, height = 16, width = 16))
      public class Second {
        @Repeat(block = %s.class, times = 1, out = 4) Layer units;
        @Linear(
            out = 0) Layer logits;
      }
      """;

  private static final Map<String, String> WRONG =
      Map.of(
          "p.Unit",
          UNIT,
          "p.Fine",
          UNIT.replace("Unit", "Fine").replace("kernel = 4", "kernel = 3"),
          "p.First",
          FIRST,
          "p.Second",
          SECOND.formatted("Fine"));

  private static final Map<String, String> RIGHT =
      Map.of(
          "p.Net",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Deprecated
          @Model(input = @Input(channels = 3, height = 16, width = 16))
          public class Net {
            @GlobalAvgPool @Linear(out = 5) Layer logits;
          }
          """);

  @TempDir private Path directory;

  private Path file(String name) {
    return directory.resolve("target").resolve(name);
  }

  private Compilers.Result compile(
      Compilers compiler, Map<String, String> sources, Path file, Processor... others)
      throws IOException {
    List<Processor> processors = new ArrayList<>(List.of(new SkipjackProcessor()));
    processors.addAll(List.of(others));
    return compiler.compile(
        directory.resolve("a"), List.of(), processors, sources, "-Askipjack.diagnostics=" + file);
  }

  private List<JsonNode> told() throws IOException {
    List<JsonNode> told = new ArrayList<>();
    new ObjectMapper().readTree(file("a.json").toFile()).path("diagnostics").forEach(told::add);
    return told;
  }

  private List<String> filesBeside() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("target"))) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  /** javac moves the lines behind the first. */
  private static String asWeIndent(String said) {
    return said.replace("\n    ", "\n  ");
  }

  private static JsonNode only(List<JsonNode> told, String id) {
    return told.stream().filter(t -> t.path("id").asText().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void allModelsEndInOneFile() throws IOException {
    Compilers.Result result = compile(Compilers.JAVAC, WRONG, file("a.json"));
    List<JsonNode> told = told();
    assertThat(told).hasSize(3).allMatch(t -> t.path("severity").asText().equals("error"));
    assertThat(told)
        .extracting(t -> t.path("message").asText())
        .containsExactlyInAnyOrderElementsOf(
            result.errors().stream().map(DiagnosticsFileTest::asWeIndent).toList());

    JsonNode even = only(told, "KERNEL_EVEN");
    assertThat(even.path("what").asText())
        .isEqualTo("@Conv: an even kernel of 4 cannot be padded equally on both sides");
    assertThat(even.path("fix").asText()).startsWith("write the padding you mean");
    assertThat(even.path("file").asText())
        .endsWith("Unit.java")
        .matches(f -> Path.of(f).isAbsolute());
    assertThat(even.path("line").asInt()).isEqualTo(5);
    assertThat(even.path("class").asText()).isEqualTo("p.Unit");
    assertThat(even.path("field").asText()).isEqualTo("conv");
    assertThat(even.path("placedBy")).hasSize(1);
    assertThat(even.path("placedBy").get(0).path("class").asText()).isEqualTo("p.First");
    assertThat(even.path("placedBy").get(0).path("field").asText()).isEqualTo("units");
    assertThat(even.path("placedBy").get(0).path("written").asText())
        .isEqualTo("@Repeat(block = Unit.class, times = 2, out = 8)");

    JsonNode positive = only(told, "ATTRIBUTE_POSITIVE");
    assertThat(positive.path("class").asText()).isEqualTo("p.Second");
    assertThat(positive.path("line").asInt()).isEqualTo(8); // of the value
    assertThat(positive.path("column").asInt()).isEqualTo(13);
    assertThat(only(told, "NAME_UNKNOWN").path("what").asText()).contains("'\u00e9t\u00e9'");
    assertThat(filesBeside()).containsExactly("a.json");
  }

  /** As editors and GitHub count them; and {@code stem} is not {@code stem2}. */
  @Test
  void columnsAreCharacters() throws IOException {
    String net = "@Model(input = @Input(channels = 3, height = 8, width = 8))\nclass Net {\n";
    String fields =
        "\t@Conv(out = 4, kernel = 3) Layer\tstem2, stem;\n"
            + "\t@From(\"stem2\") @Flatten @Linear(out = 0) Layer logits;\n}\n";
    String source = "package p;\nimport dev.skipjack.annotations.*;\n" + net + fields;
    compile(Compilers.JAVAC, Map.of("p.Net", source), file("a.json"));
    String[] lines = source.split("\n");
    JsonNode unused = only(told(), "LAYER_UNUSED");
    assertThat(unused.path("line").asInt()).isEqualTo(5);
    assertThat(unused.path("column").asInt()).isEqualTo(lines[4].indexOf("stem;") + 1);
    JsonNode zero = only(told(), "ATTRIBUTE_POSITIVE");
    assertThat(zero.path("line").asInt()).isEqualTo(6);
    assertThat(zero.path("column").asInt()).isEqualTo(lines[5].indexOf("0)") + 1);
  }

  @Test
  void laterRoundsAreInItToo() throws IOException {
    Map<String, String> sources =
        Map.of("p.Net", RIGHT.get("p.Net"), "p.Second", SECOND.formatted("Late"));
    compile(Compilers.JAVAC, sources, file("a.json"), new WritesABlock());
    assertThat(told()).extracting(t -> t.path("id").asText()).containsExactly("ATTRIBUTE_POSITIVE");
    assertThat(told().get(0).path("class").asText()).isEqualTo("p.Second");
  }

  @Test
  void theLayersOfAMistakeAreAList() throws IOException {
    String wrong = RIGHT.get("p.Net").replace("@GlobalAvgPool @Linear", "@Linear");
    compile(Compilers.JAVAC, Map.of("p.Net", wrong), file("a.json"));
    assertThat(told()).hasSize(1);
    assertThat(told().get(0).path("layers")).hasSize(1);
    assertThat(told().get(0).path("layers").get(0).asText()).isEqualTo("input  3x16x16");
  }

  /** Only javac says where; the class and the field are known everywhere. */
  @Test
  void otherCompilersSayNoLines() throws IOException {
    compile(Compilers.ECJ, WRONG, file("a.json"));
    assertThat(told()).hasSize(3).noneMatch(t -> t.has("line") || t.has("file"));
    assertThat(only(told(), "KERNEL_EVEN").path("class").asText()).isEqualTo("p.Unit");
    compile(Compilers.ECJ, Map.of("p.Unit", UNIT, "p.First", FIRST), file("a.github"));
    assertThat(Files.readAllLines(file("a.github")))
        .anyMatch(line -> line.startsWith("::error title=KERNEL_EVEN::'conv' of Unit: [KERNEL"));
  }

  @Test
  void annotationsOfWorkflows() throws IOException {
    compile(Compilers.JAVAC, WRONG, file("a,b.github"));
    List<String> lines = Files.readAllLines(file("a,b.github"));
    assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("::error file="));
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    "::error file=[^,:]*/Second\\.java,line=8,col=13,title=ATTRIBUTE_POSITIVE::"
                        + "\\[ATTRIBUTE_POSITIVE] @Linear: out must be at least 1, got 0"))
        .anyMatch(
            line ->
                line.contains(
                    "%0A  placed by 'units' of First: @Repeat(block = Unit.class, times = 2, out = 8)"
                        + "%0A  write the padding you mean, for instance padding = 2"));
  }

  /** What is right leaves a file that says so, and nothing of the last time. */
  @ParameterizedTest
  @EnumSource
  void nothingStaleIsLeft(Compilers compiler) throws IOException {
    compile(compiler, WRONG, file("a.json"));
    assertThat(told()).hasSize(3);
    compile(compiler, RIGHT, file("a.json")).succeeded();
    assertThat(told()).isEmpty();
    assertThat(filesBeside()).containsExactly("a.json");
    compile(Compilers.JAVAC, Map.of("p.NoModel", "package p; class NoModel {}"), file("a.json"))
        .succeeded();
    assertThat(filesBeside()).isEmpty();
  }

  @Test
  void aCompilationThatBreaksOffLeavesNone() throws IOException {
    compile(Compilers.JAVAC, WRONG, file("a.json"));
    assertThatThrownBy(() -> compile(Compilers.JAVAC, RIGHT, file("a.json"), new Broken()))
        .hasStackTraceContaining("broken processor");
    assertThat(filesBeside()).isEmpty();
  }

  /** javac looks into methods when it has closed the processor path. */
  @Test
  void localClassesAreInItToo() throws IOException {
    String source =
        """
        package p;
        class Net {
          void method() {
            @dev.skipjack.annotations.Block class Local {}
          }
        }
        """;
    Compilers.JAVAC.compile(
        directory.resolve("a"),
        List.of(),
        List.of(),
        Map.of("p.Net", source),
        "-processorpath",
        Compilers.processorPath(),
        "-Askipjack.diagnostics=" + file("a.json"));
    assertThat(told()).hasSize(1);
    assertThat(told().get(0).path("id").asText()).isEqualTo("MODEL_LOCAL");
    assertThat(told().get(0).path("class").asText()).isEqualTo("Local");
    assertThat(told().get(0).path("line").asInt()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "-Askipjack.diagnostics=errors.xml, '[OPTION_UNKNOWN] -Askipjack.diagnostics: ''errors.xml'''",
    "-Askipjack.diagnostics=, '[OPTION_UNKNOWN] -Askipjack.diagnostics: '''''",
    "-Askipjack.diagnostics, '[OPTION_UNKNOWN] -Askipjack.diagnostics: '''''",
    "-Askipjack.diagnostics=/dev/null/a.json, '''/dev/null'' is no directory'",
    "-Askipjack.diagnostics=DIRECTORY/a.json, 'cannot be written: it is a directory'"
  })
  void whatCannotBeWrittenIsToldOnce(String option, String said) throws IOException {
    Files.createDirectories(directory.resolve("a.json"));
    Map<String, String> two =
        Map.of("p.Net", RIGHT.get("p.Net"), "p.Other", RIGHT.get("p.Net").replace("Net", "Other"));
    Compilers.Result result =
        Compilers.JAVAC.compile(
            directory.resolve("a"),
            List.of(),
            List.of(new SkipjackProcessor()),
            two,
            option.replace("DIRECTORY", directory.toString()));
    assertThat(result.errors()).hasSize(1).allMatch(error -> error.contains(said));
    assertThat(directory.resolve("a.json")).isDirectory();
  }

  /** Writes a block in the first round. */
  @SupportedAnnotationTypes("*")
  private static final class WritesABlock extends AbstractProcessor {
    private boolean isWritten;

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      if (!isWritten) {
        isWritten = true;
        try (Writer out = processingEnv.getFiler().createSourceFile("p.Late").openWriter()) {
          out.write(
              "package p; import dev.skipjack.annotations.*;"
                  + " @Block class Late { @Conv(out = Param.OUT, kernel = 1) @Flatten Layer flat; }");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return false;
    }
  }

  @SupportedAnnotationTypes("*")
  private static final class Broken extends AbstractProcessor {
    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      throw new IllegalStateException("broken processor");
    }
  }
}
