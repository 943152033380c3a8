package dev.skipjack.processor;

import static dev.skipjack.processor.Javac.javac;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake in a block or in another model: where it is told, and that it is told once. */
class PlacedMistakesTest {
  /** The pool fits on no small map. */
  private static final String UNIT =
      """
      package bad;
      import dev.skipjack.annotations.*;
      @Block
      public class Unit {
        @Conv(out = Param.OUT, kernel = 3) Layer conv;
        @MaxPool(kernel = 16) Layer pool;
      }
      """;

  private static final String STAGE =
      """
      package bad;
      import dev.skipjack.annotations.*;
      @Block
      public class Stage {
        @Repeat(block = Unit.class, out = 4) Layer unit;
      }
      """;

  private static JavaFileObject source(String name, String text) {
    return JavaFileObjects.forSourceString("bad." + name, text);
  }

  private static JavaFileObject model(String name, String layers) {
    return source(
        name,
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        public class %s {
          %s
          @Flatten @Linear(out = 10) Layer logits;
        }
        """
            .formatted(name, layers));
  }

  private static List<String> said(List<? extends Diagnostic<? extends JavaFileObject>> errors) {
    return errors.stream().map(error -> error.getMessage(Locale.ROOT)).toList();
  }

  @Test
  void aMistakeInABlockSaysWhoPlacedIt() {
    Compilation compilation =
        DiagnosticsTest.compile(
            model("Net", "@Repeat(block = Stage.class, times = 2) Layer stage;"),
            source("Stage", STAGE),
            source("Unit", UNIT));
    assertThat(said(compilation.errors()))
        .containsExactly(
            """
            [KERNEL_TOO_LARGE] @MaxPool: a kernel of 16 does not fit on the map 4x8x8 with padding 0
                input  3x8x8
                conv   4x8x8  @Conv(out = Param.OUT, kernel = 3)
                placed by 'unit' of Stage: @Repeat(block = Unit.class, out = 4)
                placed by 'stage' of Net: @Repeat(block = Stage.class, times = 2)
                use a smaller kernel, more padding, or fewer strides before it""");
    assertThat(compilation.errors().get(0).getSource().getName()).endsWith("Unit.java");
    assertThat(compilation.errors().get(0).getLineNumber()).isEqualTo(6);
  }

  /** Who placed it first is named. */
  @Test
  void aMistakeInABlockOfSeveralIsToldOnce() {
    String stage = "@Repeat(block = Stage.class) Layer stage;";
    Compilation compilation =
        DiagnosticsTest.compile(
            model("Net", stage + stage.replace("stage;", "more;")),
            model("Other", stage),
            source("Stage", STAGE),
            source("Unit", UNIT));
    assertThat(said(compilation.errors()))
        .singleElement()
        .asString()
        .contains("placed by 'stage' of Net: ");
  }

  /** The mistakes of reading, too. */
  @Test
  void aBlockThatCannotBeReadSaysWhoPlacedIt() {
    Compilation compilation =
        DiagnosticsTest.compile(
            model("Net", "@Repeat(block = Unit.class) Layer stage;"),
            source("Unit", UNIT.replace("Layer conv", "static Layer conv")));
    assertThat(said(compilation.errors()))
        .containsExactly(
            """
            [LAYER_STATIC] layer 'conv' is static, but a layer belongs to the network
                placed by 'stage' of Net: @Repeat(block = Unit.class)
                take away 'static'""");
  }

  /** There is no source to show: it is told at the nearest place that has one. */
  @Test
  void aMistakeInABlockOfAClassFileIsToldToTheOneWhoPlacedIt(@TempDir Path directory)
      throws IOException {
    List<File> classPath = compiled(directory, source("Unit", UNIT));
    Compilation compilation =
        Compiler.javac()
            .withProcessors(new SkipjackProcessor())
            .withClasspath(classPath)
            .compile(
                model("Net", "@Repeat(block = Stage.class) Layer stage;"), source("Stage", STAGE));
    assertThat(said(compilation.errors()))
        .containsExactly(
            """
            [KERNEL_TOO_LARGE] @MaxPool: a kernel of 16 does not fit on the map 4x8x8 with padding 0
                input  3x8x8
                conv   4x8x8  @Conv(out = Param.OUT, kernel = 3)
                at 'pool' of Unit
                placed by 'unit' of Stage: @Repeat(block = Unit.class, out = 4)
                placed by 'stage' of Net: @Repeat(block = Stage.class)
                use a smaller kernel, more padding, or fewer strides before it""");
    assertThat(compilation.errors().get(0).getSource().getName()).endsWith("Stage.java");
    assertThat(compilation.errors().get(0).getLineNumber()).isEqualTo(5);
  }

  /** All blocks lie in a jar, and javac knows no place in them: it is the user's field. */
  @Test
  void aMistakeInAJarIsToldAtTheFieldThatPlacedIt(@TempDir Path directory) throws IOException {
    String wrapped = STAGE.replace("out = 4", "out = Param.OUT");
    List<File> classPath = jar(directory, source("Stage", wrapped), source("Unit", UNIT));
    Compilation compilation =
        Compiler.javac()
            .withProcessors(new SkipjackProcessor())
            .withClasspath(classPath)
            .compile(model("Net", "@Repeat(block = Stage.class, out = 4) Layer stage;"));
    assertThat(said(compilation.errors()))
        .containsExactly(
            """
            [KERNEL_TOO_LARGE] @MaxPool: a kernel of 16 does not fit on the map 4x8x8 with padding 0
                input  3x8x8
                conv   4x8x8  @Conv(out = Param.OUT, kernel = 3)
                at 'pool' of Unit
                placed by 'unit' of Stage: @Repeat(block = Unit.class, out = Param.OUT)
                placed by 'stage' of Net: @Repeat(block = Stage.class, out = 4)
                use a smaller kernel, more padding, or fewer strides before it""");
    isAtLine(compilation, "Net", 5);
  }

  /** What is wrong with what is written: of a block alone nothing is told. */
  @Test
  void whatCannotBeReadInAJarIsToldAtTheFieldThatPlacedIt(@TempDir Path directory)
      throws IOException {
    for (String[] wrong :
        new String[][] {
          {UNIT.replace("Layer conv", "static Layer conv"), "[LAYER_STATIC]", "'conv' of Unit"},
          {UNIT.replace("@MaxPool(kernel = 16)", ""), "[LAYER_EMPTY]", "'pool' of Unit"},
          {UNIT.replace("kernel = 3", "kernel = 0"), "[ATTRIBUTE_POSITIVE]", "'conv' of Unit"},
          {
            UNIT.replace("Layer pool", "@From(\"stem\") Layer pool"),
            "[NAME_UNKNOWN]",
            "'pool' of Unit"
          },
        }) {
      List<File> classPath = jar(directory, source("Stage", STAGE), source("Unit", wrong[0]));
      Compilation compilation =
          Compiler.javac()
              .withProcessors(new SkipjackProcessor())
              .withClasspath(classPath)
              .compile(model("Net", "@Repeat(block = Stage.class) Layer stage;"));
      assertThat(said(compilation.errors())).as(wrong[1]).hasSize(1);
      assertThat(said(compilation.errors()).get(0))
          .startsWith(wrong[1])
          .contains("\n    at " + wrong[2] + "\n    placed by 'unit' of Stage: ")
          .contains("\n    placed by 'stage' of Net: @Repeat(block = Stage.class)");
      isAtLine(compilation, "Net", 5);
    }
  }

  /** Nobody placed it; the class that inherits the layer is what the user wrote. */
  @Test
  void aMistakeInALayerInheritedFromAJarIsToldAtTheModel(@TempDir Path directory)
      throws IOException {
    JavaFileObject base =
        source(
            "Base",
            """
            package bad;
            import dev.skipjack.annotations.*;
            @Block
            public abstract class Base {
              @MaxPool(kernel = 16) Layer pool;
            }
            """);
    JavaFileObject net =
        source(
            "Net",
            """
            package bad;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = 8, width = 8))
            public class Net extends Base {
              @Flatten @Linear(out = 10) Layer logits;
            }
            """);
    Compilation compilation =
        Compiler.javac()
            .withProcessors(new SkipjackProcessor())
            .withClasspath(jar(directory, base))
            .compile(net);
    assertThat(said(compilation.errors())).hasSize(1);
    assertThat(said(compilation.errors()).get(0))
        .startsWith("[KERNEL_TOO_LARGE]")
        .contains("\n    at 'pool' of Base\n");
    isAtLine(compilation, "Net", 4);
  }

  private static void isAtLine(Compilation compilation, String file, int line) {
    assertThat(compilation.errors().get(0).getSource().getName()).endsWith(file + ".java");
    assertThat(compilation.errors().get(0).getLineNumber()).isEqualTo(line);
  }

  /** Its own compilation is not here to tell, and was right for larger images. */
  @Test
  void aModelOfAClassFileIsToldToTheOneWhoPlacesIt(@TempDir Path directory) throws IOException {
    JavaFileObject body =
        source(
            "Body",
            """
            package bad;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = 32, width = 32))
            public class Body {
              @Repeat(block = Unit.class, out = 4) Layer unit;
              @Flatten @Linear(out = 10) Layer logits;
            }
            """);
    Compilation compilation =
        Compiler.javac()
            .withProcessors(new SkipjackProcessor())
            .withClasspath(compiled(directory, body, source("Unit", UNIT)))
            .compile(model("Net", "@Backbone(Body.class) Layer body;"));
    assertThat(said(compilation.errors()))
        .containsExactly(
            """
            [BACKBONE_MISTAKE] Body cannot be placed here: [KERNEL_TOO_LARGE] @MaxPool: a kernel of \
            16 does not fit on the map 4x8x8 with padding 0
                input  3x8x8
                conv   4x8x8  @Conv(out = Param.OUT, kernel = 3)
                at 'pool' of Unit
                placed by 'unit' of Body: @Repeat(block = Unit.class, out = 4)
                use a smaller kernel, more padding, or fewer strides before it""");
    assertThat(compilation.errors().get(0).getSource().getName()).endsWith("Net.java");
  }

  /** Of a chain of three models only the one that has the mistake tells it. */
  @Test
  void aModelThatIsWrongByItselfTellsItAlone() {
    Compilation compilation =
        DiagnosticsTest.compile(
            model("Net", "@Backbone(Middle.class) Layer body;"),
            model("Middle", "@Backbone(Wrong.class) Layer body;"),
            model("Wrong", "@Conv(out = 3, kernel = 9, padding = 0) Layer conv;"));
    assertThat(said(compilation.errors()))
        .singleElement()
        .asString()
        .startsWith("[KERNEL_TOO_LARGE]");
    assertThat(compilation.errors().get(0).getSource().getName()).endsWith("Wrong.java");
  }

  @Test
  void aCycleOfModelsIsToldOnce() {
    Compilation compilation =
        DiagnosticsTest.compile(
            model("C", "@Backbone(A.class) Layer body;"),
            model("A", "@Backbone(B.class) Layer body;"),
            model("B", "@Backbone(C.class) Layer body;"),
            model("Net", "@Backbone(B.class) Layer body;"));
    assertThat(said(compilation.errors()))
        .containsExactly(
            "[BACKBONE_CYCLE] A places itself: A -> B -> C -> A\n"
                + "    a model can only place others");
    assertThat(compilation.errors().get(0).getSource().getName()).endsWith("A.java");
  }

  /** Wherever one comes in. */
  @Test
  void aCycleOfBlocksIsToldOnce() {
    String block = "package bad; import dev.skipjack.annotations.*; @Block class %s { %s }";
    Compilation compilation =
        DiagnosticsTest.compile(
            model("Net", "@Repeat(block = Second.class) Layer stage;"),
            model("Other", "@Repeat(block = First.class) Layer stage;"),
            source("First", block.formatted("First", "@Repeat(block = Second.class) Layer l;")),
            source("Second", block.formatted("Second", "@Repeat(block = First.class) Layer l;")));
    assertThat(said(compilation.errors()))
        .singleElement()
        .asString()
        .startsWith("[BLOCK_CYCLE] First repeats itself: First -> Second -> First\n");
  }

  /** A jar of these sources' class files, before the rest of the class path. */
  private static List<File> jar(Path directory, JavaFileObject... sources) throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    compiled(classes, sources);
    Path jar = Files.createTempFile(directory, "blocks", ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return Stream.concat(Stream.of(jar.toFile()), ClassFiles.classPath().stream()).toList();
  }

  private static List<File> compiled(Path directory, JavaFileObject... sources) throws IOException {
    return ClassFiles.write(
        javac().withProcessors(new SkipjackProcessor()).compile(sources), directory);
  }
}
