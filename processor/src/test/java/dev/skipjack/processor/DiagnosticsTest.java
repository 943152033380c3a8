package dev.skipjack.processor;

import static dev.skipjack.processor.Javac.javac;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.diagnostics.Message;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each mistake of the catalogue, made once: {@code bad/ID.java} marks its line with {@code //
 * error}, {@code bad/ID.txt} is what the compiler says, and it says nothing else. {@code
 * bad/ID.library} is on the class path as a class file, {@code // javac} gives its options, {@code
 * // mended:} says what makes it right.
 */
class DiagnosticsTest {
  /** Nothing that is written in the source would mend these. */
  private static final Set<Message> MENDED_ELSEWHERE =
      EnumSet.of(
          Message.RUNTIME_MISSING,
          Message.OPTION_UNKNOWN,
          Message.OPTION_FILE,
          Message.UNRESOLVED,
          Message.SOURCE_LEVEL,
          Message.LAYER_ORDER_STALE,
          Message.LAYER_ORDER_UNKNOWN,
          Message.INTERNAL);

  static final String OPTIONS = "// javac ";

  @TempDir private Path directory;

  private static final JavaFileObject FLAWLESS =
      source(
          "Net",
          """
          package bad;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(channels = 3, height = 8, width = 8))
          class Net {
            @Flatten @Linear(out = 10) Layer logits;
          }
          """);

  static Compilation compile(JavaFileObject... sources) {
    return javac()
        .withProcessors(new SkipjackProcessor())
        .withOptions("-Xlint:all", "-Werror")
        .compile(sources);
  }

  /**
   * With the class path of the tests; before it what {@code bad/ID.library} compiles to, without
   * processor unless it is another class that is missing.
   */
  private Compiler compiler(Message message) throws IOException {
    Path file = Goldens.resource("bad", message.name() + ".library");
    if (Files.exists(file)) {
      return Compiler.javac().withClasspath(library(message, file));
    }
    return message == Message.RUNTIME_MISSING
        ? Compiler.javac().withClasspath(withoutRuntime())
        : javac();
  }

  private List<File> library(Message message, Path file) throws IOException {
    JavaFileObject unit = JavaFileObjects.forSourceString("library.Unit", Files.readString(file));
    Compiler compiler =
        message == Message.UNRESOLVED ? javac().withProcessors(new SkipjackProcessor()) : javac();
    List<File> classPath = ClassFiles.write(compiler.compile(unit), directory);
    Files.deleteIfExists(directory.resolve("library").resolve("Missing.class"));
    return classPath;
  }

  private Compilation compile(Message message, String text) throws IOException {
    List<Processor> processors = new ArrayList<>(List.of(new SkipjackProcessor()));
    if (message == Message.INTERNAL) {
      processors.add(0, new Rival());
    }
    List<String> options = new ArrayList<>(List.of("-Xlint:all"));
    text.lines()
        .filter(line -> line.startsWith(OPTIONS))
        .forEach(line -> options.addAll(List.of(line.substring(OPTIONS.length()).split(" "))));
    if (message != Message.OPTION_FILE) {
      options.add("-Askipjack.diagnostics=" + told());
    }
    return compiler(message)
        .withProcessors(processors)
        .withOptions(options)
        .compile(source(type(message), text));
  }

  private Path told() {
    return directory.resolve("told.json");
  }

  private JsonNode toldJson() throws IOException {
    return new ObjectMapper().readTree(told().toFile()).path("diagnostics");
  }

  private static String type(Message message) {
    return message == Message.LAYER_OUTSIDE ? "Forgotten" : "Net";
  }

  private static JavaFileObject source(String name, String text) {
    return JavaFileObjects.forSourceString("bad." + name, text);
  }

  @ParameterizedTest
  @EnumSource(Message.class)
  void isToldOnceAtItsPlace(Message message) throws IOException {
    String text = Files.readString(Goldens.resource("bad", message.name() + ".java"));
    String type = type(message);
    Compilation compilation = compile(message, text);
    assertThat(compilation.errors()).as(compilation.diagnostics().toString()).hasSize(1);
    Diagnostic<? extends JavaFileObject> error = compilation.errors().get(0);
    String said = error.getMessage(Locale.ROOT);
    assertThat(said).startsWith("[" + message.name() + "] ");
    assertThat(error.getSource().getName()).endsWith(type + ".java");
    String line = text.lines().toList().get((int) error.getLineNumber() - 1);
    assertThat(line).as("line %d", error.getLineNumber()).endsWith("// error");
    Goldens.check(Goldens.resource("bad", message.name() + ".txt"), said + "\n");
    if (message != Message.OPTION_FILE) {
      assertThat(toldJson()).hasSize(1);
      JsonNode told = toldJson().get(0);
      assertThat(told.path("id").asText()).isEqualTo(message.name());
      assertThat(told.path("message").asText().lines().map(String::strip))
          .containsExactlyElementsOf(said.lines().map(String::strip).toList());
      assertThat(told.path("line").asLong()).isEqualTo(error.getLineNumber());
      assertThat(told.path("file").asText()).endsWith(type + ".java");
      assertThat(told.path("message").asText())
          .contains(told.path("what").asText(), told.path("fix").asText());
    }
  }

  @Test
  void everyBadSourceHasItsMessage() throws IOException {
    Set<Message> tested = EnumSet.noneOf(Message.class);
    try (Stream<Path> files = Files.list(Goldens.resource("bad"))) {
      files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".java"))
          .forEach(f -> tested.add(Message.valueOf(f.replace(".java", ""))));
    }
    assertThat(tested).containsExactlyInAnyOrder(Message.values());
  }

  /** What the last line of a message says to do has been done here, in each way it says. */
  @Tag("exhaustive")
  @ParameterizedTest
  @EnumSource(Message.class)
  void whatIsMendedCompiles(Message message) throws IOException {
    String text = Files.readString(Goldens.resource("bad", message.name() + ".java"));
    List<String> mended = MendedSource.waysOf(text);
    assertThat(mended.isEmpty())
        .as("the source says how to mend it: // mended: ...")
        .isEqualTo(MENDED_ELSEWHERE.contains(message));
    for (String way : mended) {
      assertThat(compile(message, way).errors()).as(way).isEmpty();
      assertThat(toldJson()).as(way).isEmpty();
    }
  }

  @Test
  void allMistakesAreToldInOneRun() {
    Compilation compilation =
        compile(
            source(
                "Net",
                """
                package bad;
                import dev.skipjack.annotations.*;
                @Model(input = @Input(channels = 3, height = 8, width = 8))
                class Net {
                  @Conv(out = 8, kernel = 3, stride = 0) Layer first;
                  @Dropout(1.5) Layer second;
                  @Skip(from = "nobody") Layer third;
                  @Linear(out = -1) Layer logits;
                }
                """));
    List<String> ids = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> error : compilation.errors()) {
      String text = error.getMessage(Locale.ROOT);
      ids.add(text.substring(1, text.indexOf(']')));
    }
    assertThat(ids)
        .containsExactly(
            "ATTRIBUTE_POSITIVE", "DROPOUT_RANGE", "NAME_UNKNOWN", "ATTRIBUTE_POSITIVE");
  }

  /** Its parameters would get no gradient. */
  @Test
  void aLayerOfWhichOnlyTheSizeIsWantedIsUnused() {
    Compilation compilation =
        compile(
            source(
                "Net",
                """
                package bad;
                import dev.skipjack.annotations.*;
                @Model(input = @Input(channels = 3, height = 8, width = 8))
                class Net {
                  @Conv(out = 8, kernel = 3, stride = 2) Layer half;
                  @From("input") @Crop(like = "half") Layer crop;
                  @Flatten @Linear(out = 10) Layer logits;
                }
                """));
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT)).startsWith("[LAYER_UNUSED]");
  }

  /** It may be what was meant; what stands behind the wrong name was not. */
  @Test
  void whatLiesBeforeAWrongNameIsNotUnusedAsWell() {
    String model =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          @Conv(out = 8, kernel = 3) Layer stem;
          @Conv(out = 8, kernel = 3) Layer half;
          @From("%s") @Conv(out = 8, kernel = 1) Layer side;
          @Conv(out = 8, kernel = 3) Layer last;
          %s
          @Flatten @Linear(out = 10) Layer logits;
        }
        """;
    for (String wrong : List.of("halve", "side", "last")) {
      assertThat(compile(source("Net", model.formatted(wrong, ""))).errors())
          .extracting(error -> error.getMessage(Locale.ROOT))
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("[NAME_")
          .contains(wrong);
    }
    assertThat(compile(source("Net", model.formatted("halve", "@From(\"side\")"))).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .anyMatch(message -> message.startsWith("[LAYER_UNUSED] nobody uses 'last'"))
        .hasSize(2);
  }

  private static List<File> withoutRuntime() {
    return ClassFiles.classPath().stream().filter(f -> !f.getPath().contains("runtime")).toList();
  }

  @Test
  void aMissingRuntimeIsToldBeforeCodeIsGenerated() {
    Compilation compilation =
        Compiler.javac()
            .withProcessors(new SkipjackProcessor())
            .withClasspath(withoutRuntime())
            .compile(FLAWLESS);
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .isEqualTo(
            "[RUNTIME_MISSING] the Skipjack runtime is not on the class path, generated code could"
                + " not compile\n    add the dependency dev.skipjack:skipjack-runtime");
  }

  @Test
  void anUnknownOptionListsWhatThereIs() {
    Compilation compilation =
        javac()
            .withProcessors(new SkipjackProcessor())
            .withOptions("-Askipjack.optimize=-StatisticsTwice")
            .compile(FLAWLESS);
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .isEqualTo(
            "[OPTION_UNKNOWN] -Askipjack.optimize: '-StatisticsTwice' is not known\n    use all, none,"
                + " or passes to leave out, of -StatisticsOnce,-FuseNormalizeActivation,"
                + "-PoolBeforeConvolution,-FuseResidualAdd,-FusePrologue,-FuseStatistics,"
                + "-EliminateDeadNodes,-AssignLayouts,-FoldConvolution,-FoldEpilogue,-FuseSeparableConvolution,-FuseGate,-AccumulateGradients");
  }

  /** Here another processor was first to write one of our files. */
  @Test
  void whatGoesWrongInTheCompilerIsToldAndNotThrown() {
    Compilation compilation =
        javac().withProcessors(new Rival(), new SkipjackProcessor()).compile(FLAWLESS);
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT).lines().map(String::strip))
        .containsExactly(
            "[INTERNAL] Skipjack could not compile bad.Net:"
                + " javax.annotation.processing.FilerException: Attempt to recreate a file for type"
                + " bad.NetNetwork. This is our mistake; please report it with this text:",
            "files could not be written");
  }

  @SupportedAnnotationTypes("dev.skipjack.annotations.Model")
  private static final class Rival extends AbstractProcessor {
    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      if (!annotations.isEmpty()) {
        Filer filer = processingEnv.getFiler();
        try (Writer out = filer.createSourceFile("bad.NetNetwork").openWriter()) {
          out.write("package bad; class NetNetwork {}");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return false;
    }
  }

  @Test
  void theNameOfTheOutputsIsTakenOnlyIfThereAreSeveral() {
    String model =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          %s @Conv(out = 2, kernel = 3) Layer index;
          @Flatten @Linear(out = 10) Layer logits;
        }
        """;
    JavaFileObject taken = source("NetOutputs", "package bad; class NetOutputs {}");
    assertThat(compile(source("Net", model.formatted("")), taken).errors()).isEmpty();
    assertThat(compile(source("Net", model.formatted("@Output"))).errors()).isEmpty();
    assertThat(compile(source("Net", model.formatted("@Output")), taken).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(
            "[GENERATED_NAME_TAKEN] bad.NetOutputs would be generated, but such a class exists\n"
                + "    rename the model or that class, or delete it if an earlier compilation wrote"
                + " it");
  }
}
