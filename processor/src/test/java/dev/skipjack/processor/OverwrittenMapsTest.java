package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Networks in which a map, or a gradient, that is read once more could be written over. The fast
 * kernels with one thread and with three predict what the portable ones do, which compute each op
 * into memory of its own, and every gradient is the same.
 */
@Tag("exhaustive")
@Tag("computes")
class OverwrittenMapsTest {
  /** Layers for a number of channels, and twice as many. */
  private enum Layers {
    RESIDUAL(
        """
        @Conv(out = %1$d, kernel = 3) @BatchNorm @Relu Layer x;
        @Conv(out = %1$d, kernel = 3) @BatchNorm @Skip(from = "x") @Relu Layer y;
        """),
    RESIDUAL_WITH_OUTPUT(
        """
        @Conv(out = %1$d, kernel = 3) @BatchNorm @Relu Layer stem;
        @Conv(out = %1$d, kernel = 3) @BatchNorm @Skip(from = "stem") @Relu @Output Layer sum;
        """),
    POINTWISE(
        """
        @Conv(out = %1$d, kernel = 1) @BatchNorm @Relu Layer x;
        @Conv(out = %1$d, kernel = 1) @BatchNorm @Skip(from = "x") Layer y;
        """),
    LARGE_KERNEL(
        """
        @Conv(out = %1$d, kernel = 3) @BatchNorm @Relu Layer x;
        @Conv(out = %1$d, kernel = 5) @BatchNorm @Skip(from = "x") @Relu Layer y;
        """),
    PRE_ACTIVATION(
        """
        @Conv(out = %1$d, kernel = 3, bias = true) Layer x;
        @BatchNorm @Relu @Conv(out = %1$d, kernel = 3) Layer part;
        @BatchNorm @Skip(from = "x") @Relu Layer y;
        """),
    CONCATENATED(
        """
        @Conv(out = %1$d, kernel = 3) @BatchNorm @Relu Layer a;
        @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer b;
        @From("a") @Concat("b") @Conv(out = %1$d, kernel = 3) @BatchNorm @Skip(from = "a") @Relu Layer y;
        """),
    PLAIN(
        """
        @Conv(out = %1$d, kernel = 3) Layer x;
        @Conv(out = %1$d, kernel = 3) @Skip(from = "x") @Relu Layer y;
        @Conv(out = %1$d, kernel = 1) @Add("y") Layer z;
        """),
    SLICED_GRADIENT(
        """
        @Conv(out = %1$d, kernel = 3) Layer x;
        @From("x") @Conv(out = %2$d, kernel = 3) Layer c;
        @From("input") @Conv(out = %1$d, kernel = 3) Layer y;
        @From("x") @Concat("y") @Add("c") Layer v;
        """);

    final String text;

    Layers(String text) {
      this.text = text;
    }

    String source(int channels, String height, String width) {
      return """
      package good;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 3, height = %s, width = %s))
      public class Net {
        %s
        @GlobalAvgPool @Linear(out = 10) Layer logits;
      }
      """
          .formatted(height, width, String.format(Locale.ROOT, text, channels, 2 * channels));
    }
  }

  /** Each has kernels of its own for HotSpot to compile. */
  private static final int[] THREADS = {1, 3};

  /** Channels, height and width. */
  private static final List<int[]> SHAPES =
      List.of(new int[] {4, 16, 16}, new int[] {64, 56, 56}, new int[] {32, 40, 44});

  static Stream<Arguments> layersAndShapes() {
    return Arrays.stream(Layers.values())
        .flatMap(layers -> SHAPES.stream().map(shape -> Arguments.of(layers, shape)));
  }

  @ParameterizedTest
  @MethodSource("layersAndShapes")
  void providersAgree(Layers layers, int[] shape) throws Exception {
    String height = Integer.toString(shape[1]);
    String width = Integer.toString(shape[2]);
    check(layers.source(shape[0], height, width), shape[1], shape[2]);
  }

  static List<Layers> layers() {
    return List.of(Layers.values());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void providersAgreeForAnySize(Layers layers) throws Exception {
    String source = layers.source(32, "Input.ANY", "Input.ANY");
    check(source, 61, 23);
  }

  private static void check(String source, int height, int width) throws Exception {
    CompiledModel plain = new CompiledModel(source, "none");
    CompiledModel optimized = new CompiledModel(source, "all");
    boolean hasRelu = source.contains("@Relu");
    for (int images : new int[] {1, 3}) {
      Nd4j.getRandom().setSeed(11);
      INDArray x = Nd4j.randn(DataType.FLOAT, images, 3, height, width);
      INDArray gradient = Nd4j.randn(DataType.FLOAT, images, 10);
      Map<String, double[]> expected = RuntimeOfThreads.of("nd4j", 1).step(plain, x, gradient);
      checkClose(
          "nd4j", hasRelu, RuntimeOfThreads.of("nd4j", 1).step(optimized, x, gradient), expected);
      for (int threads : THREADS) {
        Map<String, double[]> actual =
            RuntimeOfThreads.of("simd", threads).step(optimized, x, gradient);
        checkClose("simd, " + threads + " threads", hasRelu, actual, expected);
      }
    }
  }

  /**
   * A gradient that cancels is as exact as the sums that it is made of. One pixel of thousands may
   * lie so near to 0 that a ReLU passes it here and not there, which gradients show.
   */
  private static void checkClose(
      String who, boolean hasRelu, Map<String, double[]> actual, Map<String, double[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    double gradients =
        expected.entrySet().stream()
            .filter(e -> e.getKey().startsWith("gradient"))
            .mapToDouble(e -> largest(e.getValue()))
            .max()
            .orElseThrow();
    expected.forEach(
        (name, values) -> {
          boolean isGradient = name.startsWith("gradient");
          double most = isGradient ? Math.max(largest(values), 1e-2 * gradients) : largest(values);
          double error = 0;
          for (int i = 0; i < values.length; i++) {
            error = Math.max(error, Math.abs(actual.get(name)[i] - values[i]) / most); // or NaN
          }
          assertThat(error)
              .as("%s, %s", who, name)
              .isLessThan(tolerance(name, isGradient && hasRelu));
        });
  }

  /** A bias's gradient of 56×56 pixels that cancels is 1.04e-4 off with vectors of 8 lanes. */
  private static double tolerance(String name, boolean throughRelu) {
    if (throughRelu) {
      return 1e-2;
    }
    return name.endsWith(".bias") ? 2e-4 : 1e-4;
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
