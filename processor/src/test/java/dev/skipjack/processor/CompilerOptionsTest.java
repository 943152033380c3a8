package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What users ask of their compiler, and other annotations beside ours. */
class CompilerOptionsTest {
  private static final Map<String, String> SOURCES =
      Map.of(
          "p.Net",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(channels = 1, height = 8, width = 8))
          public class Net {
            @Conv(out = 4, kernel = 3) @Relu @Nullable Layer stem;
            @Nullable @Repeat(block = Unit.class, times = 2) Layer units;
            @Both @GlobalAvgPool @Linear(out = 3) @Both2 Layer logits;
          }
          """,
          "p.Unit",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block
          public class Unit {
            @Relu private @Nullable Layer relu;
          }
          """,
          "p.Nullable",
          """
          package p;
          import java.lang.annotation.*;
          @Target(ElementType.TYPE_USE) @Retention(RetentionPolicy.RUNTIME)
          public @interface Nullable {}
          """,
          "p.Both",
          """
          package p;
          import java.lang.annotation.*;
          @Target({ElementType.TYPE_USE, ElementType.FIELD})
          public @interface Both {}
          """,
          "p.Both2",
          "package p; public @interface Both2 {}");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void annotationsOnTheTypeOfALayer(Compilers compiler) throws IOException {
    Map<String, String> generated =
        compiler
            .compile(directory.resolve("a"), List.of(), List.of(new SkipjackProcessor()), SOURCES)
            .succeeded()
            .generated();
    assertThat(generated.get("p/NetNetwork.java"))
        .containsSubsequence("\"stem.weight\"", "\"logits.weight\"");
  }

  /** The same from a class file. */
  @ParameterizedTest
  @CsvSource({"JAVAC, JAVAC", "JAVAC, ECJ", "ECJ, JAVAC", "ECJ, ECJ"})
  void annotationsOnTheTypeOfALayerInAClassFile(Compilers first, Compilers second)
      throws IOException {
    Path library =
        first
            .compile(directory.resolve("a"), List.of(), List.of(new SkipjackProcessor()), SOURCES)
            .succeeded()
            .output();
    String head =
        """
        package q;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 1, height = 8, width = 8))
        public class Head {
          @Backbone(p.Net.class) Layer body;
          @GlobalAvgPool @Linear(out = 3) Layer logits;
        }
        """;
    assertThat(
            second
                .compile(
                    directory.resolve("b"),
                    List.of(library),
                    List.of(new SkipjackProcessor()),
                    Map.of("q.Head", head))
                .succeeded()
                .generated()
                .get("q/HeadNetwork.java"))
        .containsSubsequence("\"body.stem.weight\"", "\"logits.weight\"");
  }

  /** javac leaves a container in their place, whosever they are. */
  @ParameterizedTest
  @EnumSource
  void annotationsOfOthersGivenTwice(Compilers compiler) throws IOException {
    Map<String, String> sources =
        Map.of(
            "p.Tag",
            """
            package p;
            @java.lang.annotation.Repeatable(Tag.All.class)
            public @interface Tag {
              String value();
              @interface All {
                Tag[] value();
              }
            }
            """,
            "p.Net",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Tag("a") @Tag("b")
            @Model(input = @Input(channels = 1, height = 8, width = 8))
            public class Net {
              @Conv(out = 8, kernel = 3) @Tag("a") @Tag("b") Layer stem;
              @GlobalAvgPool @Linear(out = 2) Layer logits;
            }
            """);
    assertThat(
            compiler
                .compile(
                    directory.resolve("a"), List.of(), List.of(new SkipjackProcessor()), sources)
                .succeeded()
                .generated())
        .containsKey("p/NetNetwork.java");
  }

  /** Every class of a model is clean, and our annotations are claimed. */
  @Test
  void everyLintIsAnError() throws IOException {
    Map<String, String> sources =
        Map.of(
            "p.Net",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
            @Budget(maxParameters = 100_000)
            @StochasticDepth(lastSurvival = 0.5)
            final class Net {
              @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer a;
              @Residual(blocks = 2, out = 8) Layer stage;
              @Repeat(block = Unit.class, times = 2) @Output Layer b;
              @Upsample(scale = 1) @Concat("a") @Conv(out = 2, kernel = 1) @Output Layer maps;
            }
            """,
            "p.Unit",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Block
            final class Unit {
              @BatchNorm @Relu Layer a;
            }
            """);
    assertThat(
            Compilers.JAVAC
                .compile(
                    directory.resolve("a"),
                    List.of(),
                    List.of(),
                    sources,
                    "-processorpath",
                    Compilers.processorPath(),
                    "-Xlint:all,-path",
                    "-Werror")
                .succeeded()
                .generated())
        .isNotEmpty();
  }

  /** javac closes the processor path before it looks into methods. */
  @Test
  void localClassesAreRefusedFromAProcessorPath() throws IOException {
    String source =
        """
        package p;
        class Net {
          void method() {
            @dev.skipjack.annotations.Block class Local {}
          }
        }
        """;
    assertThat(
            Compilers.JAVAC
                .compile(
                    directory.resolve("a"),
                    List.of(),
                    List.of(),
                    Map.of("p.Net", source),
                    "-processorpath",
                    Compilers.processorPath())
                .errors())
        .hasSize(1)
        .allMatch(said -> said.startsWith("[MODEL_LOCAL] @Block belongs on a class"));
  }

  /** Others see their own annotations, and those that they and we do not know together. */
  @Test
  void annotationsOfOthersAreLeftToThem() throws IOException {
    List<String> seen = new ArrayList<>();
    Compilers.JAVAC
        .compile(
            directory.resolve("a"),
            List.of(),
            List.of(new SkipjackProcessor(), new Reader(seen)),
            Map.of(
                "p.Net", SOURCES.get("p.Net").replace("@Model", "@Deprecated @Model"),
                "p.Unit", SOURCES.get("p.Unit"),
                "p.Nullable", SOURCES.get("p.Nullable"),
                "p.Both", SOURCES.get("p.Both"),
                "p.Both2",
                    SOURCES.get("p.Both2")
                        + " @javax.annotation.processing.Generated(\"somebody\") class Theirs {}"))
        .succeeded();
    assertThat(seen)
        .contains("p.Both", "p.Both2", "java.lang.Deprecated")
        .contains("javax.annotation.processing.Generated");
  }

  @SupportedAnnotationTypes("*")
  private static final class Reader extends AbstractProcessor {
    private final List<String> seen;

    Reader(List<String> seen) {
      this.seen = seen;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      annotations.forEach(annotation -> seen.add(annotation.getQualifiedName().toString()));
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "JAVAC, --release, 8",
    "JAVAC, --release, 11",
    "JAVAC, --release, 16",
    "JAVAC, -source, 8",
    "JAVAC, -source, 11",
    "ECJ, --release, 8",
    "ECJ, --release, 11",
    "ECJ, -source, 11"
  })
  void olderJavaIsRefused(Compilers compiler, String option, String version) throws IOException {
    Map<String, String> sources =
        Map.of("p.Net", SOURCES.get("p.Net"), "p.Unit", SOURCES.get("p.Unit"));
    Map<String, String> plain = new java.util.HashMap<>();
    sources.forEach((name, text) -> plain.put(name, text.replaceAll("@Nullable|@Both2?", "")));
    Compilers.Result result =
        compiler.compile(
            directory.resolve("a"),
            List.of(),
            List.of(new SkipjackProcessor()),
            plain,
            option,
            version);
    assertThat(result.success()).isFalse();
    assertThat(result.errors())
        .filteredOn(said -> said.startsWith("["))
        .hasSize(1)
        .allMatch(
            said ->
                said.startsWith(
                    "[SOURCE_LEVEL] generated code is Java 17, but the compiler takes " + version));
  }
}
