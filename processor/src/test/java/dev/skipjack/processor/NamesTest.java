package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever users call layers, blocks and models: the generated code compiles. */
@Tag("exhaustive")
class NamesTest {
  private static final Pattern NOT_CODE = Pattern.compile("//.*|\"(\\\\.|[^\"\\\\])*\"");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  private static final String IMPORT = "import dev.skipjack.annotations.*;\n";

  /** Kinds of layers whose specs name enum constants, and everything that has several forms. */
  private static final String FIXED =
      """
      @Model(input = @Input(channels = 2, height = 8, width = 8)) %s class %s {
        %s
        @LeakyRelu @MaxPool(kernel = 2) @Upsample(scale = 2) Layer zoomed9;
        @Flatten @Dropout(0.5) @Linear(out = 3) Layer last9;
      }
      """;

  private static final String ANY =
      """
      @Model(input = @Input(channels = 2, height = Input.ANY, width = Input.ANY)) %s class %s {
        %s
        @AvgPool(kernel = 2) @Upsample(scale = 2) @LeakyRelu Layer zoomed9;
        @Output @Conv(out = 3, kernel = 1) Layer last9;
      }
      """;

  /** Few enough for one class. */
  private static final int MODEL_LAYERS = 100;

  private static Set<String> identifiers;

  /** Every identifier of the code that is generated for all kinds of models. */
  private static Set<String> identifiers() throws IOException {
    if (identifiers == null) {
      identifiers = new TreeSet<>(IN_NO_MODEL);
      for (String model : List.of("AnySize", "FrozenBackbone", "Outputs")) {
        for (JavaFileObject file : CompileTest.compile(model).generatedFiles()) {
          if (file.getKind() == JavaFileObject.Kind.SOURCE) {
            identifiers.addAll(identifiersIn(file.getCharContent(false).toString()));
          }
        }
      }
      identifiers.removeIf(SourceVersion::isKeyword);
    }
    return identifiers;
  }

  /** Begins qualified names, is a keyword in places, or becomes one with a small letter. */
  private static final Set<String> IN_NO_MODEL =
      Set.of(
          "dev",
          "java",
          "javax",
          "org",
          "var",
          "yield",
          "record",
          "sealed",
          "permits",
          "when",
          "Class",
          "New",
          "Int",
          "Default",
          "module",
          "all",
          "images",
          "gradients",
          "input",
          "hashCode",
          "toString",
          "wait",
          "clone",
          "notify",
          "getClass",
          "finalize",
          "equals",
          "gradientStem",
          "stemForward",
          "gradStem",
          "gradStemForward",
          "stemWeight",
          "stem2",
          "stemPart2",
          "List",
          "Arrays",
          "Pass",
          "Edges",
          "outputs",
          "größe",
          "a$b");

  private static Set<String> identifiersIn(String source) {
    String code = COMMENT.matcher(source).replaceAll(" ");
    code = NOT_CODE.matcher(code).replaceAll(" ");
    Set<String> found = new TreeSet<>();
    IDENTIFIER.matcher(code).results().forEach(match -> found.add(match.group()));
    return found;
  }

  /** A field may not be called after the input; everything else may be a layer. */
  private static List<String> layers() throws IOException {
    return identifiers().stream().filter(name -> !name.equals("input")).toList();
  }

  private static String conv(String name, String output) {
    return output + " @Conv(out = 2, kernel = 3) @BatchNorm @Relu Layer " + name + ";";
  }

  private static void check(List<JavaFileObject> sources) {
    Compilation compilation = DiagnosticsTest.compile(sources.toArray(JavaFileObject[]::new));
    assertThat(compilation.errors())
        .extracting(error -> error.getSource() + ":" + error.getMessage(Locale.ROOT))
        .isEmpty();
    assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
  }

  private static JavaFileObject source(String type, String text) {
    return JavaFileObjects.forSourceString("names." + type, "package names;\n" + IMPORT + text);
  }

  @Test
  void everyIdentifierMayBeALayer() throws IOException {
    List<String> names = layers();
    assertThat(names).hasSizeGreaterThan(300);
    for (int begin = 0; begin < names.size(); begin += MODEL_LAYERS) {
      StringBuilder layers = new StringBuilder();
      for (int i = begin; i < Math.min(names.size(), begin + MODEL_LAYERS); i++) {
        layers.append("\n  ").append(conv(names.get(i), i % 2 == 0 ? "@Output" : ""));
      }
      boolean any = begin / MODEL_LAYERS % 2 == 0;
      check(List.of(source("All", (any ? ANY : FIXED).formatted("", "All", layers))));
    }
  }

  @Test
  void everyIdentifierMayBeALayerOfABlockAndOfABackbone() throws IOException {
    List<String> names = layers();
    for (int begin = 0; begin < names.size(); begin += MODEL_LAYERS) {
      StringBuilder block = new StringBuilder();
      StringBuilder body = new StringBuilder();
      for (int i = begin; i < Math.min(names.size(), begin + MODEL_LAYERS); i++) {
        block.append("\n  @Relu Layer ").append(names.get(i)).append(';');
        body.append("\n ").append(conv(names.get(i), ""));
      }
      boolean any = begin / MODEL_LAYERS % 2 == 1;
      String head =
          "@Backbone(value = Body.class) Layer body; @Repeat(block = Block9.class) Layer stem;";
      check(
          List.of(
              source("Block9", "@Block class Block9 {" + block + "}"),
              source("Body", ANY.formatted("", "Body", body)),
              source("Head", (any ? ANY : FIXED).formatted("", "Head", head))));
    }
  }

  /** Users write annotations in full where their class hides them. */
  @Test
  void everyIdentifierMayBeAModel() throws IOException {
    String form =
        FIXED
            .replaceAll("@(?=[A-Z])", "@dev.skipjack.annotations.")
            .replaceAll("\\b(Layer|Input\\.ANY)\\b", "dev.skipjack.annotations.$1");
    for (boolean nested : List.of(false, true)) {
      List<JavaFileObject> sources = new ArrayList<>();
      for (String name : identifiers()) {
        if (!Character.isUpperCase(name.charAt(0)) || name.matches("DESCRIPTION|OUTPUT_NAMES")) {
          continue; // models may begin with a small letter, but no class of ours does
        }
        String text = form.formatted(nested ? "static" : "", name, "");
        sources.add(
            JavaFileObjects.forSourceString(
                "names.p" + sources.size() + "." + (nested ? "Outer" : name),
                "package names.p"
                    + sources.size()
                    + ";\n"
                    + (nested ? "class Outer {" + text + "}" : text)));
      }
      check(sources);
    }
  }

  /** {@code NO_FIELDS} knows what generated classes inherit. */
  @Test
  void noFieldHidesAnInheritedOne() throws IOException {
    for (Class<?> type : List.of(TrainingNetwork.class, InferenceNetwork.class)) {
      for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
        assertThat(
                Stream.of(c.getDeclaredFields())
                    .filter(f -> !Modifier.isPrivate(f.getModifiers()))
                    .map(Member::getName))
            .allMatch("kernels"::equals);
      }
    }
  }

  @Test
  void outputsKeepTheirNames() throws IOException {
    String layers =
        conv("index", "@Output")
            + conv("height", "@Output")
            + conv("images", "@Output")
            + "@Conv(out = 2, kernel = 1) Layer stem;"
            + conv("stemWeight", "@Output")
            + conv("List", "@Output");
    Compilation compilation =
        DiagnosticsTest.compile(source("Net", FIXED.formatted("", "Net", layers)));
    assertThat(compilation.errors()).isEmpty();
    String record = text(compilation, "NetOutputs");
    assertThat(record)
        .contains(
            "record NetOutputs(INDArray index, INDArray height, INDArray images,"
                + " INDArray stemWeight,\n    INDArray List, INDArray last9)");
    assertThat(text(compilation, "NetTraining").replaceAll("\\s+", " "))
        .contains(
            "List.of(\"index\", \"height\", \"images\", \"stemWeight\", \"List\", \"last9\")");
  }

  private static String text(Compilation compilation, String type) throws IOException {
    return compilation
        .generatedSourceFile("names." + type)
        .orElseThrow()
        .getCharContent(false)
        .toString();
  }

  @Test
  void nestedModelsMayNotBecomeWhatOthersAre() {
    Compilation compilation =
        DiagnosticsTest.compile(
            source("Outer", "class Outer {" + FIXED.formatted("static", "Inner", "") + "}"),
            source("Outer_Inner", FIXED.formatted("", "Outer_Inner", "")));
    assertThat(compilation.errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .singleElement()
        .asString()
        .startsWith("[GENERATED_NAME_TWICE] names.Outer_InnerNetwork would be generated for");
  }

  @Test
  void classesOfThePackageDoNotHideThoseOfJavaLang() {
    check(
        List.of(
            source("Net", FIXED.formatted("", "Net", conv("side", "@Output"))),
            source("String", "class String {}"),
            source("Override", "class Override {}"),
            source("IndexOutOfBoundsException", "class IndexOutOfBoundsException {}"),
            source("List", "class List {}"),
            source("Arena", "class Arena {}")));
  }
}
