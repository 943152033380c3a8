package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks predict the same however their maps lie. */
@Tag("exhaustive")
@Tag("computes")
class LayoutsAgreeTest {
  /** By layers and layouts: each is asked for in both types, and planes for every comparison. */
  private static final Map<List<String>, CompiledModel> COMPILED = new HashMap<>();

  static final String CLASSIFIER =
      """
      @Model(input = @Input(channels = 3, height = 24, width = 20))
      public class Net {
        @Conv(out = 32, kernel = 7, stride = 2) @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
        @Residual(blocks = 2, out = 32) Layer stage1;
        @Residual(blocks = 1, out = 48, stride = 2, kind = Residual.Kind.BOTTLENECK) Layer stage2;
        @Conv(out = 48, kernel = 3, groups = 48) @BatchNorm @Relu @SqueezeExcite Layer depthwise;
        @Conv(out = 64, kernel = 3, groups = 2) @BatchNorm @Relu @Output Layer features;
        @DenseBlock(layers = 2, growth = 16) Layer dense;
        @BatchNorm @Relu @GlobalAvgPool @Linear(out = 5) Layer logits;
      }
      """;

  static final String SEGMENTER =
      """
      @Model(input = @Input(channels = 16, height = Input.ANY, width = Input.ANY))
      public class Net {
        @Conv(out = 32, kernel = 3) @Relu Layer both;
        @Slice(first = 16) @Relu Layer half;
        @Conv(out = 16, kernel = 3) @Concat("half") @ChannelShuffle(groups = 2) @Slice(channels = 16) Layer stem;
        @DenseBlock(layers = 2, growth = 32, bottleneck = 0) Layer dense;
        @Transition Layer down;
        @Conv(out = 32, kernel = 3, dilation = 2) @BatchNorm @Skip(from = "down", shortcut = Shortcut.CONV) @Relu Layer unit;
        @ConvTranspose(out = 32, kernel = 2, stride = 2) @BatchNorm @Relu Layer up;
        @Concat("dense") @Conv(out = 16, kernel = 1, bias = true) @Output Layer maps;
        @Conv(out = 1, kernel = 7) @Sigmoid Layer where;
        @Multiply("maps") Layer attended;
        @GlobalAvgPool @Linear(out = 16) @Sigmoid @Multiply("attended") Layer gated;
        @Add("stem") @Multiply("maps") @Conv(out = 2, kernel = 1) @Output Layer classes;
      }
      """;

  /** What ConvNeXt has, and a gate between a depthwise and a 1 x 1 convolution. */
  static final String CONVNEXT =
      """
      @Model(input = @Input(channels = 3, height = 16, width = 12))
      public class Net {
        @Conv(out = 32, kernel = 2, stride = 2, padding = 0) @LayerNorm Layer stem;
        @Conv(out = 32, kernel = 7, groups = 32, bias = true) @LayerNorm Layer mixed;
        @Conv(out = 64, kernel = 1, bias = true) @Gelu Layer wide;
        @Conv(out = 32, kernel = 1, bias = true) @LayerScale(initial = 0.5) @Add("stem") Layer block;
        @LayerScale(initial = 2) @Output Layer scaled;
        @Conv(out = 48, kernel = 1) @BatchNorm @Silu Layer expand;
        @Conv(out = 48, kernel = 3, groups = 48) @BatchNorm @Silu @SqueezeExcite Layer gated;
        @Conv(out = 32, kernel = 1) @BatchNorm @Add("scaled") Layer project;
        @SqueezeExcite @Conv(out = 64, kernel = 1) @BatchNorm @Relu Layer again;
        @Conv(out = 64, kernel = 3, groups = 64) @BatchNorm @Relu Layer filter;
        @GlobalAvgPool @LayerNorm @Linear(out = 5) Layer logits;
      }
      """;

  @ParameterizedTest
  @CsvSource({
    "blocks, DOUBLE",
    "random:1, DOUBLE",
    "random:6, DOUBLE",
    "auto, DOUBLE",
    "blocks, FLOAT",
    "random:2, FLOAT",
    "random:8, FLOAT"
  })
  void normsScalesAndGatesAgree(String layouts, DataType type) throws Exception {
    check(CONVNEXT, layouts, type, 16, 12);
  }

  @ParameterizedTest
  @CsvSource({
    "blocks, DOUBLE",
    "random:1, DOUBLE",
    "random:2, DOUBLE",
    "auto, DOUBLE",
    "blocks, FLOAT",
    "random:3, FLOAT"
  })
  void classifiersAgree(String layouts, DataType type) throws Exception {
    check(CLASSIFIER, layouts, type, 24, 20);
  }

  @ParameterizedTest
  @CsvSource({
    "blocks, DOUBLE",
    "random:3, DOUBLE",
    "random:4, DOUBLE",
    "auto, DOUBLE",
    "blocks, FLOAT",
    "random:5, FLOAT"
  })
  void segmentersAgree(String layouts, DataType type) throws Exception {
    check(SEGMENTER, layouts, type, 16, 12);
  }

  /** Whole networks, on small images. */
  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({
    "ResNet18, blocks, DOUBLE",
    "ResNet18, random:5, DOUBLE",
    "DenseNet121, blocks, DOUBLE",
    "DenseNet121, random:7, DOUBLE",
    "Workbench, blocks, DOUBLE",
    "AnySize, random:9, DOUBLE",
    "ResNet18, blocks, FLOAT",
    "ResNet18, random:6, FLOAT",
    "DenseNet121, blocks, FLOAT",
    "DenseNet121, random:8, FLOAT"
  })
  void networksAgree(String name, String layouts, DataType type) throws Exception {
    String layers = small(name);
    Matcher size = Pattern.compile("height = (\\d+), width = (\\d+)").matcher(layers);
    boolean fixed = size.find();
    check(
        layers,
        layouts,
        type,
        fixed ? Integer.parseInt(size.group(1)) : 16,
        fixed ? Integer.parseInt(size.group(2)) : 16);
  }

  /** A network of the resources as {@code Net}, on small images. */
  static String small(String name) throws IOException {
    String text = Files.readString(Goldens.resource("good", name + ".java"));
    return text.substring(text.indexOf("@Model"))
        .replace("class " + name, "class Net")
        .replace("height = 224, width = 224", "height = 32, width = 64");
  }

  private static void check(String layers, String layouts, DataType type, int height, int width)
      throws Exception {
    Class<?> planes = compile(layers, "planes").load(LayoutsAgreeTest.class.getClassLoader());
    Class<?> other = compile(layers, layouts).load(LayoutsAgreeTest.class.getClassLoader());
    double tolerance = type == DataType.DOUBLE ? 1e-10 : 1e-4;
    try (TrainingNetwork one = GeneratedNetworks.forTraining(planes, type, 3);
        TrainingNetwork two = GeneratedNetworks.forTraining(other, type, 3);
        InferenceNetwork expected = one.inference();
        InferenceNetwork actual = two.inference()) {
      fill(one);
      fill(two);
      for (int images : new int[] {3, 1}) {
        Nd4j.getRandom().setSeed(11);
        INDArray x =
            Nd4j.randn(DataType.DOUBLE, images, actual.inputChannels(), height, width).castTo(type);
        expected.predict(x);
        actual.predict(x);
        for (int i = 0; i < expected.outputs().size(); i++) {
          assertClose(actual.outputs().get(i), expected.outputs().get(i), tolerance);
        }
      }
    }
  }

  /** Running statistics that are not those that a network begins with. */
  static void fill(TrainingNetwork network) {
    Nd4j.getRandom().setSeed(5);
    for (Parameter parameter : network.parameterList()) {
      INDArray values = Nd4j.rand(DataType.DOUBLE, parameter.shape());
      if (parameter.shape().length > 1) { // no map grows from layer to layer
        values.subi(0.5).muli(5 / Math.sqrt((double) parameter.length() / parameter.shape()[0]));
      } else {
        values.addi(0.5);
      }
      network.tensor(parameter).assign(values);
    }
  }

  static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double most = expected.amaxNumber().doubleValue();
    assertThat(most).isPositive().isLessThan(1e6);
    assertThat(actual.isNaN().any()).as("a NaN, which amax passes over").isFalse();
    assertThat(difference(actual, expected)).isLessThan(tolerance);
  }

  /** The largest one beside the largest value. */
  static double difference(INDArray actual, INDArray expected) {
    double most = expected.amaxNumber().doubleValue();
    return actual.sub(expected).amaxNumber().doubleValue() / most;
  }

  static CompiledModel compile(String layers, String layouts) throws IOException {
    List<String> key = List.of(layers, layouts);
    CompiledModel model = COMPILED.get(key);
    if (model == null) {
      model = new CompiledModel("good.Net", compilation(layers, "-Askipjack.layouts=" + layouts));
      COMPILED.put(key, model);
    }
    return model;
  }

  static Compilation compilation(String layers, String... options) {
    String source = "package good;\nimport dev.skipjack.annotations.*;\n" + layers;
    return Javac.javac()
        .withProcessors(new SkipjackProcessor())
        .withOptions((Object[]) options)
        .compile(JavaFileObjects.forSourceString("good.Net", source));
  }

  private static String inference(String... options) throws IOException {
    return source(CLASSIFIER, "NetInference", options);
  }

  /** To read: what generated code says of layouts, and that nothing else is other. */
  @Test
  void layoutsAreInTheCode() throws IOException {
    String layers =
        """
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        public class Net {
          @Conv(out = 16, kernel = 3) @Relu @MaxPool(kernel = 2) Layer stem;
          @Conv(out = 16, kernel = 3, groups = 16) @Sigmoid @Add("stem") @Output Layer sum;
          @GlobalAvgPool @Linear(out = 3) Layer logits;
        }
        """;
    Goldens.check(
        Goldens.resource("expected", "layouts", "NetInference.java.txt"),
        source(layers, "NetInference", "-Askipjack.layouts=blocks"));
  }

  @Test
  void thePassCanBeLeftOut() throws IOException {
    String layouts = "-Askipjack.layouts=blocks";
    assertThat(inference(layouts)).contains("Layout.BLOCKS");
    assertThat(inference(layouts, "-Askipjack.optimize=-AssignLayouts"))
        .isEqualTo(inference("-Askipjack.layouts=planes"))
        .doesNotContain("Layout.");
  }

  /**
   * Notes, reports and what others are told of a network are as users wrote it. Only a training
   * takes more memory where a map lies in both layouts.
   */
  @Test
  void usersSeeNothingOfIt() throws IOException {
    assertThat(withoutMemory("blocks")).isEqualTo(withoutMemory("planes"));
  }

  private static String withoutMemory(String layouts) throws IOException {
    return source(CLASSIFIER, "NetNetwork", "-Askipjack.layouts=" + layouts)
        .replaceFirst("\\d+ kB training", "memory");
  }

  /** What is generated for a model. */
  static String source(String layers, String file, String... options) throws IOException {
    return compilation(layers, options)
        .generatedSourceFile("good." + file)
        .orElseThrow()
        .getCharContent(true)
        .toString();
  }

  @ParameterizedTest
  @CsvSource({"tiles", "random", "random:x", "BLOCKS", "''"})
  void otherLayoutsAreNotKnown(String layouts) {
    Compilation compilation = compilation(CLASSIFIER, "-Askipjack.layouts=" + layouts);
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .isEqualTo(
            "[OPTION_UNKNOWN] -Askipjack.layouts: '%s' is not known\n".formatted(layouts)
                + "    use auto, planes, blocks, or random:SEED with a whole number");
  }
}
