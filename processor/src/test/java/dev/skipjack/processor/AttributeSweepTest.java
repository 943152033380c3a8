package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.annotations.Layer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every number of every annotation, over the whole range of its type: the model compiles, or a
 * mistake is told, and neither takes for ever.
 */
@Tag("exhaustive")
class AttributeSweepTest {
  private static final List<String> VALUES =
      List.of("Integer.MIN_VALUE", "-1", "0", "1", "2", "1 << 16", "1 << 27", "Integer.MAX_VALUE");

  /** What takes a number, one of several also. */
  private static final Set<Class<?>> NUMBERS = Set.of(int.class, int[].class, long.class);

  /** No measure of speed: what never answers never comes here. */
  private static final Duration ENOUGH = Duration.ofMinutes(4);

  private static final Pattern DIAGNOSTIC = Pattern.compile("^\\[([A-Z_]+)\\] ");

  /** A field or two for each annotation; {@code #} is where its attributes are written. */
  private static final Map<String, String> FIELDS = new LinkedHashMap<>();

  /** The attributes that each needs, or that make the others matter. */
  private static final Map<String, Map<String, String>> NEEDED = new LinkedHashMap<>();

  private static void field(String annotation, String field, String... needed) {
    FIELDS.put(annotation, field);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < needed.length; i += 2) {
      attributes.put(needed[i], needed[i + 1]);
    }
    NEEDED.put(annotation, attributes);
  }

  static {
    field("Conv", "#", "out", "4", "kernel", "3");
    field("ConvTranspose", "#", "out", "4", "kernel", "2", "stride", "2");
    field("Linear", "@GlobalAvgPool #", "out", "4");
    field("MaxPool", "#", "kernel", "2");
    field("AvgPool", "#", "kernel", "2");
    field("AdaptiveAvgPool", "#", "value", "2");
    field("Upsample", "#", "scale", "2");
    field("Pad", "#", "value", "1");
    field("Custom", "#", "value", "dev.skipjack.processor.OwnLayer.class");
    field("Resize", "#", "height", "5", "width", "6");
    field("Crop", "@Conv(out = 4, kernel = 3) #", "like", "\"input\"");
    field("DenseBlock", "#", "layers", "2", "growth", "4");
    field("SqueezeExcite", "@Conv(out = 32, kernel = 3) #");
    field("Slice", "@Conv(out = 32, kernel = 3) #");
    field("Split", "@Conv(out = 4, kernel = 3) #", "into", "{\"a\", \"b\"}", "channels", "{2, 2}");
    field("ChannelShuffle", "@Conv(out = 32, kernel = 3) #", "groups", "2");
    field("PixelShuffle", "@Conv(out = 32, kernel = 3) #", "scale", "2");
    field("PatchEmbed", "# @Flatten", "size", "2", "features", "4");
    field("Attention", "@Conv(out = 4, kernel = 3) #", "heads", "2");
    field("SelectToken", "@PatchEmbed(size = 2, features = 4) #", "value", "1");
    field("Residual", "#", "blocks", "2", "out", "4");
    field("LocalResponseNorm", "#");
    field("GroupNorm", "@Conv(out = 4, kernel = 3) #", "groups", "2");
    field("Backbone", "#", "value", "Body.class");
    field(
        "Pyramid",
        "@MaxPool(kernel = 2) Layer half; @MaxPool(kernel = 2) Layer quarter; #",
        "taps",
        "{\"half\", \"quarter\"}",
        "out",
        "4");
    field(
        "Repeat",
        "#",
        "block",
        "Unit.class",
        "out",
        "4",
        "width",
        "4",
        "layers",
        "2",
        "growth",
        "2",
        "kernel",
        "1",
        "expansion",
        "2",
        "dilation",
        "2",
        "stride",
        "1");
    field("Input", "@Conv(out = 4, kernel = 3)", "channels", "1", "height", "16", "width", "16");
    field("Budget", "@Conv(out = 4, kernel = 3)");
  }

  /** What a field may place; no other model is compiled with it. */
  private static final Map<String, String> PLACED =
      Map.of(
          "Unit",
          """
          @Block class Unit {
            @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE, dilation = Param.DILATION)
            @BatchNorm Layer first;
            @Conv(out = Param.WIDTH * Param.EXPANSION, kernel = Param.KERNEL) Layer second;
            @DenseBlock(layers = Param.LAYERS, growth = Param.GROWTH) Layer dense;
          }
          """,
          "Body",
          """
          @Model(input = @Input(channels = 1, height = Input.ANY, width = Input.ANY))
          class Body {
            @Conv(out = 4, kernel = 3, stride = 2) Layer stem;
            @Residual(blocks = 1, out = 4, stride = 2) Layer stage;
            @GlobalAvgPool @Linear(out = 2) Layer logits;
          }
          """);

  /** {@code Conv.out}, of all annotations. */
  static Stream<String> numbers() throws URISyntaxException, IOException {
    Path classes = Path.of(Layer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(classes)) {
      return numbers(classes);
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return numbers(jar.getPath("/"));
    }
  }

  private static Stream<String> numbers(Path classes) throws IOException {
    Set<String> numbers = new TreeSet<>();
    try (Stream<Path> files = Files.list(classes.resolve("dev/skipjack/annotations"))) {
      for (String file : files.map(f -> f.getFileName().toString()).sorted().toList()) {
        if (file.endsWith(".class") && !file.contains("-")) {
          Class<?> type = type(file.replace(".class", ""));
          for (Method method : type.isAnnotation() ? type.getDeclaredMethods() : new Method[0]) {
            if (NUMBERS.contains(method.getReturnType())) {
              numbers.add(type.getSimpleName() + "." + method.getName());
            }
          }
        }
      }
    }
    return numbers.stream();
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("dev.skipjack.annotations." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thereAreAsManyAsOneCanCount() throws Exception {
    assertThat(numbers())
        .hasSizeGreaterThan(40)
        .contains("Conv.out", "Repeat.times", "Input.width");
  }

  private static String written(String annotation, String attribute, String value) {
    Map<String, String> attributes = new LinkedHashMap<>(NEEDED.get(annotation));
    if (attribute.equals("groups") && annotation.equals("Residual")
        || attribute.equals("widthPerGroup")) {
      attributes.put("kind", "Residual.Kind.BOTTLENECK"); // only that has them
      attributes.put("out", "64");
    }
    if (annotation.equals("Custom") && attribute.matches("height|width")) {
      attributes.put(attribute.equals("height") ? "width" : "height", "2"); // both or none
    }
    boolean isPart = annotation.equals("Split"); // of two, which have four channels
    attributes.put(attribute, isPart ? "{2, " + value + "}" : value);
    List<String> texts = new ArrayList<>();
    attributes.forEach((name, text) -> texts.add(name + " = " + text));
    return "@" + annotation + "(" + String.join(", ", texts) + ")";
  }

  private static String model(String name, String number, String value, boolean any) {
    String[] parts = number.split("\\.");
    String written = written(parts[0], parts[1], value);
    String size = any ? "Input.ANY" : "16";
    String input = "@Input(channels = 1, height = " + size + ", width = " + size + ")";
    String budget = "";
    String field = FIELDS.get(parts[0]).replace("#", written);
    boolean isTable = number.equals("Input.features");
    if (isTable) {
      field =
          "@Input(features = "
              + value
              + ") Layer table; @From(\"input\") @GlobalAvgPool @Flatten @Concat(\"table\")";
    } else if (parts[0].equals("Input")) {
      input = written;
    } else if (parts[0].equals("Budget")) {
      budget = written;
    }
    String last =
        parts[0].equals("Pyramid") ? "" : "@AdaptiveAvgPool(1) @Linear(out = 2) Layer last;";
    if (List.of("Linear", "PatchEmbed", "SelectToken").contains(parts[0]) || isTable) {
      last = "@Linear(out = 2) Layer last;";
    }
    return "@Model(input = "
        + input
        + ")\n"
        + budget
        + " class "
        + name
        + " { "
        + field
        + (parts[0].equals("Pyramid") ? " @Output Layer tested;" : " Layer tested;")
        + last
        + " }\n";
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void everyNumberCompilesOrIsAMistake(String number) {
    Map<String, String> models = new LinkedHashMap<>();
    for (String value : VALUES) {
      models.put("Fixed" + models.size(), model("Fixed" + models.size(), number, value, false));
      models.put("Any" + models.size(), model("Any" + models.size(), number, value, true));
    }
    Assertions.assertTimeoutPreemptively(ENOUGH, () -> check(models));
  }

  /** First all at once; then those without a mistake, since javac stops before their code else. */
  private static void check(Map<String, String> models) {
    Map<String, String> flawless = new LinkedHashMap<>(models);
    for (Diagnostic<? extends JavaFileObject> error : compile(models).errors()) {
      String text = error.getMessage(Locale.ROOT);
      Matcher id = DIAGNOSTIC.matcher(text);
      assertThat(id.find()).as(text).isTrue();
      assertThat(id.group(1)).as(text).isNotEqualTo("INTERNAL");
      flawless
          .keySet()
          .removeIf(name -> error.getSource().getName().endsWith("/" + name + ".java"));
    }
    if (flawless.size() < models.size()) {
      assertThat(compile(flawless).errors()).as(flawless.toString()).isEmpty();
    }
  }

  /** Under names of its own. */
  private static String withPlaced(String name, String text) {
    StringBuilder all = new StringBuilder(text);
    PLACED.forEach((placed, source) -> all.append(text.contains(placed + ".class") ? source : ""));
    return all.toString().replaceAll("\\b(Unit|Body)\\b", name + "$1");
  }

  /** Each in a file of its own, with what it places. */
  private static Compilation compile(Map<String, String> models) {
    List<JavaFileObject> sources = new ArrayList<>();
    models.forEach(
        (name, text) ->
            sources.add(
                JavaFileObjects.forSourceString(
                    "sweep." + name,
                    "package sweep;\nimport dev.skipjack.annotations.*;\n"
                        + withPlaced(name, text))));
    return Javac.javac().withProcessors(new SkipjackProcessor()).compile(sources);
  }
}
