package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.optimize.Pipeline;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network computes the same with and without each pass: output, gradients and prediction. */
@Tag("exhaustive")
@Tag("computes")
class OptimizeTest {
  private static final String CLASSIFIER =
      """
      package good;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 2, height = 8, width = 8))
      public class Net {
        @Conv(out = 6, kernel = 3) Layer stem;
        @DenseBlock(layers = 3, growth = 4) Layer dense1;
        @Transition Layer down;
        @DenseBlock(layers = 2, growth = 4) Layer dense2;
        @Residual(blocks = 1, out = 8) Layer residual;
        @BatchNorm @Relu @GlobalAvgPool Layer features;
        @Linear(out = 5) Layer logits;
      }
      """;

  private static final String SEGMENTER =
      """
      package good;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 2, height = 8, width = 8))
      @StochasticDepth
      public class Net {
        @Conv(out = 6, kernel = 3) @LocalResponseNorm(size = 3, alpha = 0.5) @Relu Layer stem;
        @DenseBlock(layers = 2, growth = 4) Layer dense1;
        @Transition(compression = 1, pool = Transition.Pool.MAX, bias = true) Layer down;
        @Residual(blocks = 2, out = 8) Layer residual;
        @DenseBlock(layers = 3, growth = 4, newOnly = true) Layer dense2;
        @ConvTranspose(out = 14, kernel = 3, stride = 2) @BatchNorm @Relu @Crop(like = "dense1") Layer up;
        @Add("dense1") Layer sum;
        @Concat("up") Layer wide;
        @From("residual") @Conv(out = 28, kernel = 1) @BatchNorm @Upsample(like = "stem", mode = Upsample.Mode.BILINEAR) @Skip(from = "wide") @Relu Layer unit;
        @BatchNorm @Relu @AdaptiveAvgPool(3) @Flatten @Linear(out = 5) Layer logits;
      }
      """;

  /** Inverted residuals, with a gate and without; depthwise separable ones. */
  private static final String MOBILE =
      """
      package good;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 2, height = 8, width = 8))
      public class Net {
        @Conv(out = 16, kernel = 3) @BatchNorm @Relu6 Layer stem;
        @Conv(out = 32, kernel = 1) @BatchNorm @Relu6 Layer expand;
        @Conv(out = 32, kernel = 3, groups = 32) @BatchNorm @Relu6 Layer filter;
        @Conv(out = 16, kernel = 1) @BatchNorm @Add("stem") Layer project;
        @Conv(out = 48, kernel = 1, bias = true) @Silu Layer wide;
        @Conv(out = 48, kernel = 5, stride = 2, groups = 48) @BatchNorm @Silu Layer gated;
        @SqueezeExcite(reduction = 4) @Conv(out = 12, kernel = 1) @BatchNorm Layer narrow;
        @Conv(out = 16, kernel = 1) @Relu Layer again;
        @Conv(out = 16, kernel = 3, groups = 16, bias = true) @Relu Layer separable;
        @Conv(out = 20, kernel = 1) @BatchNorm @Relu @GlobalAvgPool Layer features;
        @Linear(out = 5) Layer logits;
      }
      """;

  /** Layer scales: of convolutions, behind a sum, of features, and of a map that others read. */
  private static final String SCALED =
      """
      package good;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 2, height = 8, width = 8))
      public class Net {
        @Conv(out = 16, kernel = 3, bias = true) @LayerScale(initial = 0.5) @Relu Layer stem;
        @Conv(out = 16, kernel = 3, groups = 16) @LayerNorm Layer mixed;
        @Conv(out = 32, kernel = 1) @Gelu Layer wide;
        @Conv(out = 16, kernel = 1) @LayerScale(initial = -2) @Add("stem") Layer block;
        @Conv(out = 16, kernel = 3, groups = 16, bias = true) @LayerScale(initial = 3) Layer depthwise;
        @Conv(out = 16, kernel = 1) @BatchNorm @LayerScale(initial = 0.3) @Add("block") @Relu Layer normed;
        @LayerScale(initial = 0.7) Layer read;
        @Conv(out = 8, kernel = 1) @LayerScale Layer narrow;
        @Concat("read") @GlobalAvgPool @LayerScale(initial = 1.5) @Linear(out = 5) Layer logits;
      }
      """;

  /** What one compilation computes on the same images with the same weights. */
  private record Result(INDArray output, INDArray gradients, INDArray prediction) {}

  /** What sources compute with all passes, by source and type. */
  private static final Map<String, Result> OPTIMIZED = new HashMap<>();

  static Stream<String> options() {
    return Stream.concat(Stream.of("none"), Pipeline.optional().stream().map(p -> "-" + p));
  }

  @ParameterizedTest
  @MethodSource("options")
  void resultsAgreeInDouble(String option) throws Exception {
    check(CLASSIFIER, option, DataType.DOUBLE, 1e-10);
  }

  @ParameterizedTest
  @MethodSource("options")
  void resultsAgreeInFloat(String option) throws Exception {
    check(CLASSIFIER, option, DataType.FLOAT, 1e-4);
  }

  /** Branches are dropped alike, because the seed is the same. */
  @ParameterizedTest
  @MethodSource("options")
  void resultsOfSegmentersAgree(String option) throws Exception {
    check(SEGMENTER, option, DataType.DOUBLE, 1e-10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "-FuseGate",
        "-FuseSeparableConvolution",
        "-AssignLayouts",
        "-FoldEpilogue"
      })
  void resultsOfMobileNetworksAgree(String option) throws Exception {
    check(MOBILE, option, DataType.DOUBLE, 1e-10);
    check(MOBILE, option, DataType.FLOAT, 1e-4);
  }

  @ParameterizedTest
  @MethodSource("options")
  void resultsOfScaledNetworksAgree(String option) throws Exception {
    check(SCALED, option, DataType.DOUBLE, 1e-10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "-FoldEpilogue", "-FuseSeparableConvolution", "-AssignLayouts"})
  void resultsOfScaledNetworksAgreeInFloat(String option) throws Exception {
    check(SCALED, option, DataType.FLOAT, 1e-4);
  }

  @Test
  void resultsOfSegmentersAgreeInFloat() throws Exception {
    check(SEGMENTER, "none", DataType.FLOAT, 1e-4);
  }

  private static void check(String source, String option, DataType type, double tolerance)
      throws Exception {
    String key = source + type;
    if (!OPTIMIZED.containsKey(key)) {
      OPTIMIZED.put(key, run(source, "all", type));
    }
    Result expected = OPTIMIZED.get(key);
    Result actual = run(source, option, type);
    assertClose(actual.output(), expected.output(), tolerance);
    assertClose(actual.gradients(), expected.gradients(), tolerance);
    assertClose(actual.prediction(), expected.prediction(), tolerance);
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    double most = expected.amaxNumber().doubleValue();
    assertThat(most).isPositive();
    assertThat(actual.isNaN().any()).as("a NaN, which amax passes over").isFalse();
    assertThat(actual.sub(expected).amaxNumber().doubleValue() / most).isLessThan(tolerance);
  }

  private static Result run(String source, String option, DataType type) throws Exception {
    ClassLoader runtime = OptimizeTest.class.getClassLoader();
    Class<?> model = new CompiledModel(source, option).load(runtime);
    Nd4j.getRandom().setSeed(11);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 4, 2, 8, 8).castTo(type);
    INDArray gradient = Nd4j.randn(DataType.DOUBLE, 4, 5).castTo(type);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, type, 3);
        InferenceNetwork inference = network.inference()) {
      INDArray output = network.forward(images).dup();
      network.backward(gradient);
      return new Result(output, network.gradients().dup(), inference.predict(images).dup());
    }
  }
}
