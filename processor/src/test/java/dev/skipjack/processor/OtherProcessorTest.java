package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that name what another processor writes only now. */
@Tag("exhaustive")
class OtherProcessorTest {
  private static final Map<String, String> WRITTEN =
      Map.of(
          "p.Config",
          """
          package p;
          public interface Config {
            int CHANNELS = 1;
            int WIDTH = 12;
            String STEM = "stem";
            String NAME = "conv";
          }
          """,
          "p.Unit",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block public class Unit { @Conv(out = Param.OUT, kernel = 3) @Relu Layer c; }
          """,
          "p.Body",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(channels = 1, height = 8, width = 8))
          public class Body {
            @Repeat(block = Unit.class, times = 1, out = 6) Layer c;
            @GlobalAvgPool @Linear(out = 2) Layer logits;
          }
          """,
          "p.Base",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block public class Base { @Conv(out = 3, kernel = 3) Layer stem; }
          """);

  private static final Map<String, String> MODELS =
      Map.of(
          "p.OfConstants",
          model(
              "Config.CHANNELS",
              "",
              """
              @Name({Config.NAME, "norm"}) @Conv(out = Config.WIDTH, kernel = 3) @BatchNorm Layer stem;
              @Relu Layer relu;
              @From(Config.STEM) @Add("relu") Layer sum;
              """),
          "p.OfBlock",
          model("1", "", "@Repeat(block = Unit.class, times = 2, out = 6) Layer c;"),
          "p.OfModel",
          model("1", "", "@Backbone(Body.class) Layer body;"),
          "p.OfSuperclass",
          model("1", "extends Base", "@Conv(out = 6, kernel = 3) Layer c;"),
          "p.Placing",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block public class Placing { @Repeat(block = Unit.class, times = 2, out = 6) Layer c; }
          """);

  @TempDir private Path directory;

  private static String model(String channels, String base, String layers) {
    return """
        package p;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = %s, height = 8, width = 8))
        public class OfIt %s {
          %s
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        """
        .formatted(channels, base, layers);
  }

  private static Map<String, String> models() {
    Map<String, String> models = new HashMap<>();
    MODELS.forEach(
        (name, source) -> models.put(name, source.replace("OfIt", name.replace("p.", ""))));
    return models;
  }

  /** Writes sources in one of its rounds, whatever is compiled. */
  @SupportedAnnotationTypes("*")
  private static final class Generator extends AbstractProcessor {
    private final int round;
    private final Map<String, String> sources;
    private int rounds;

    /**
     * @param round the first is 1; 0 is the last
     */
    Generator(int round, Map<String, String> sources) {
      this.round = round;
      this.sources = sources;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment environment) {
      rounds++;
      boolean isLast = environment.processingOver();
      if (round == 0 ? isLast : rounds == round) {
        sources.forEach(this::write);
      } else if (!isLast && rounds < round) {
        write("q.Round" + rounds, "package q; class Round" + rounds + " {}");
      }
      return false;
    }

    private void write(String name, String text) {
      try (Writer out = processingEnv.getFiler().createSourceFile(name).openWriter()) {
        out.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"JAVAC, 1", "JAVAC, 3", "ECJ, 1", "ECJ, 3"})
  void theyWait(Compilers compiler, int round) throws IOException {
    Map<String, String> sources = models();
    sources.putAll(WRITTEN);
    Map<String, String> expected =
        Compilers.JAVAC
            .compile(
                directory.resolve("sources"), List.of(), List.of(new SkipjackProcessor()), sources)
            .succeeded()
            .generated();
    Map<String, String> generated =
        compiler
            .compile(
                directory.resolve("generated"),
                List.of(),
                List.of(new Generator(round, WRITTEN), new SkipjackProcessor()),
                models())
            .succeeded()
            .generated();
    assertThat(expected.keySet())
        .contains(
            "p/OfConstantsNetwork.java",
            "p/OfBlockNetwork.java",
            "p/OfModelNetwork.java",
            "p/OfSuperclassNetwork.java",
            "p/PlacingLayers.java",
            "p/BodyNetwork.java");
    assertThat(generated).containsAllEntriesOf(expected);
  }

  /** One mistake is one message, though others wait when it ends the rounds. */
  @ParameterizedTest
  @EnumSource
  void aMistakeElsewhereIsTheOnlyOne(Compilers compiler) throws IOException {
    Map<String, String> sources = models();
    sources.put(
        "p.Wrong", model("1", "", "@Conv(out = 6, kernel = 4) Layer c;").replace("OfIt", "Wrong"));
    Compilers.Result result =
        compiler.compile(
            directory.resolve("out"),
            List.of(),
            List.of(new Generator(1, WRITTEN), new SkipjackProcessor()),
            sources);
    assertThat(result.errors()).singleElement().asString().startsWith("[KERNEL_EVEN]");
  }

  /** The compiler says itself what it does not know, and we which models are missing. */
  @ParameterizedTest
  @EnumSource
  void whatNobodyWritesIsTold(Compilers compiler) throws IOException {
    Compilers.Result result =
        compiler.compile(
            directory.resolve("out"), List.of(), List.of(new SkipjackProcessor()), models());
    assertThat(result.success()).isFalse();
    assertThat(result.errors()).isNotEmpty().noneMatch(said -> said.startsWith("["));
    assertThat(result.warnings())
        .allMatch(said -> said.startsWith("[UNRESOLVED] nothing is generated for "))
        .anyMatch(
            said ->
                said.contains(
                    "for OfConstants, because the compiler does not know out of @Conv, which 'stem' names"))
        .anyMatch(
            said ->
                said.contains(
                    "for OfConstants, because the compiler does not know value of @From, which 'sum' names"))
        .anyMatch(said -> said.contains("for OfBlock, "))
        .anyMatch(said -> said.contains("for OfModel, "))
        .anyMatch(
            said ->
                said.contains("for OfSuperclass, because the compiler does not know Base, which"))
        .anyMatch(said -> said.contains("for Placing, "));
  }

  /** In the last round nothing is compiled any more that is written then. */
  @Test
  void whatIsWrittenTooLateIsTold() throws IOException {
    Compilers.Result result =
        Compilers.JAVAC.compile(
            directory.resolve("out"),
            List.of(),
            List.of(new Generator(0, WRITTEN), new SkipjackProcessor()),
            models());
    for (String model : MODELS.keySet()) {
      assertThat(result.warnings())
          .anyMatch(
              said ->
                  said.startsWith(
                      "[UNRESOLVED] nothing is generated for " + model.replace("p.", "") + ","));
    }
  }

  /** No compiler says what a class file names and is not there. */
  @ParameterizedTest
  @EnumSource
  void whatAClassFileMissesIsAnError(Compilers compiler) throws IOException {
    Path library =
        compiler
            .compile(
                directory.resolve("library"),
                List.of(),
                List.of(new SkipjackProcessor()),
                Map.of(
                    "p.Placing", MODELS.get("p.Placing"),
                    "p.Unit", WRITTEN.get("p.Unit"),
                    "p.Derived",
                        "package p; @dev.skipjack.annotations.Block public class Derived extends Base {}",
                    "p.Base", WRITTEN.get("p.Base")))
            .succeeded()
            .output();
    Files.delete(library.resolve("p/Unit.class"));
    Files.delete(library.resolve("p/Base.class"));
    String net =
        """
        package q;
        import dev.skipjack.annotations.*;
        import p.*;
        @Model(input = @Input(channels = 1, height = 8, width = 8))
        public class Net {
          @Repeat(block = %s.class, times = 1) Layer c;
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        """;
    for (String missing :
        List.of(
            "Placing,p.Unit,c",
            "Derived,"
                + (compiler == Compilers.ECJ ? "the superclass of Derived" : "p.Base")
                + ",Derived")) {
      String[] words = missing.split(",");
      assertThat(
              compiler
                  .compile(
                      directory.resolve("out"),
                      List.of(library),
                      List.of(new SkipjackProcessor()),
                      Map.of("q.Net", net.formatted(words[0])))
                  .errors())
          .anyMatch(
              said ->
                  said.startsWith(
                      "[UNRESOLVED] nothing is generated for Net, because the compiler does not know "
                          + words[1]
                          + ", which '"
                          + words[2]
                          + "' names"));
    }
  }

  /** A build tool finds processors on a path; one behind ours sees everything, whatever it is. */
  @ParameterizedTest
  @EnumSource
  void processorsBehindOursAreAsked(Compilers compiler) throws IOException, InterruptedException {
    Path processors = directory.resolve("processors");
    Compilers.JAVAC
        .compile(
            processors,
            List.of(),
            List.of(),
            Map.of(
                "other.Other",
                """
                package other;
                import java.io.*;
                import java.util.*;
                import javax.annotation.processing.*;
                import javax.lang.model.SourceVersion;
                import javax.lang.model.element.*;
                @SupportedAnnotationTypes("*")
                public class Other extends AbstractProcessor {
                  private boolean done;
                  @Override public SourceVersion getSupportedSourceVersion() { return SourceVersion.latest(); }
                  @Override public boolean process(Set<? extends TypeElement> a, RoundEnvironment r) {
                    if (!done) {
                      done = true;
                      try (Writer out = processingEnv.getFiler().createSourceFile("p.Unit").openWriter()) {
                        out.write("package p; import dev.skipjack.annotations.*;"
                            + " @Block public class Unit { @Conv(out = Param.OUT, kernel = 3) @Relu Layer c; }");
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }
                    return false;
                  }
                }
                """))
        .succeeded();
    Path services = Files.createDirectories(processors.resolve("META-INF/services"));
    Files.writeString(services.resolve("javax.annotation.processing.Processor"), "other.Other");
    Path out = Files.createDirectories(directory.resolve("out"));
    Path source = directory.resolve("OfBlock.java");
    Files.writeString(source, models().get("p.OfBlock"));
    // In a JVM of its own: here the processor is on the class path already, and found there.
    List<String> command = new ArrayList<>(compiler.command());
    command.addAll(List.of("-d", out.toString(), "-s", out.toString(), "-classpath"));
    command.add(System.getProperty("java.class.path"));
    command.add("-processorpath");
    command.add(Compilers.processorPath() + File.pathSeparator + processors);
    command.add(source.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("said"))).isZero();
    assertThat(out.resolve("p/Unit.java")).exists();
    assertThat(out.resolve("p/OfBlockNetwork.java")).exists();
  }
}
