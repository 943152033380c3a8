package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluGradientSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is no number spreads as in PyTorch, so that a run that diverged says so. The values of the
 * tables are those of torch 1.13.
 */
@Tag("exhaustive")
class NotFiniteTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] ONLY_NAN = {NAN};
  private static final double[] ALL = {NAN, INF, -INF};

  static List<Backend> backends() {
    return Backend.all();
  }

  private static <C> Stream<Arguments> withEach(List<C> cases) {
    return backends().stream().flatMap(b -> cases.stream().map(c -> Arguments.of(b, c)));
  }

  /**
   * Every op against its loops. NaN stays NaN, and where loops have a number, so have kernels;
   * products of whole rows or tiles may spread NaN further, but never to another image.
   */
  @ParameterizedTest
  @MethodSource("backends")
  void nothingHidesWhatIsNotFinite(Backend backend) {
    SoftAssertions softly = new SoftAssertions();
    try (Kernels kernels = backend.open()) {
      KernelReuseTest.forEachServed(
          OpCases.all(),
          check -> {
            for (int input = 0; input < check.inputs(); input++) {
              for (double value : mayCancel(check) ? ONLY_NAN : ALL) {
                List<double[][]> both = check.withNotFinite(kernels, backend.type(), input, value);
                softly
                    .assertThat(difference(backend, check, both.get(0), both.get(1)))
                    .as("%s, %s in input %d", check, value, input)
                    .isEmpty();
              }
            }
          });
    }
    softly.assertAll();
  }

  private static String difference(
      Backend backend, OpCheck check, double[][] expected, double[][] actual) {
    double tolerance = backend.type() == DataType.FLOAT ? 1e-4 : 1e-9;
    for (int i = 0; i < expected.length; i++) {
      int image = expected[i].length / check.images(i);
      for (int j = 0; j < expected[i].length; j++) {
        double want = expected[i][j];
        double error = Math.abs(actual[i][j] - want) / Math.max(1, Math.abs(want));
        boolean same = Double.compare(actual[i][j], want) == 0 || error <= tolerance;
        boolean spread =
            Double.isNaN(actual[i][j])
                && spreads(backend, check)
                && (j < image || !isFinite(expected[i], j / image * image, image));
        if (!same && !spread) {
          return "output %d, element %d is %s, expected %s".formatted(i, j, actual[i][j], want);
        }
      }
    }
    return "";
  }

  private static boolean isFinite(double[] values, int from, int count) {
    return Arrays.stream(values, from, from + count).allMatch(Double::isFinite);
  }

  /** Where infinities meet each other, or zero: what becomes of them depends on the order. */
  private static boolean mayCancel(OpCheck check) {
    return Stream.of("Pool", "Activation", "Crop", "PadShortcut", "add", "global")
        .noneMatch(check.toString()::startsWith);
  }

  /** Where more is computed with than has a part in the result: tiles, zeros of a matrix. */
  private static boolean spreads(Backend backend, OpCheck check) {
    String name = check.toString();
    boolean mixes = name.startsWith("Upsample") || name.startsWith("adaptive");
    boolean multiplies = name.startsWith("LocalResponse") && backend.isPortable();
    return name.contains("Convolution") || mixes || multiplies;
  }

  /** A gradient that is NaN reaches every operand that a number reaches. */
  @ParameterizedTest
  @MethodSource("backends")
  void noGradientHidesNan(Backend backend) {
    SoftAssertions softly = new SoftAssertions();
    try (Kernels kernels = backend.open()) {
      KernelReuseTest.forEachServed(
          OpCases.all().stream().filter(OpCheck::hasGradient).toList(),
          check -> {
            List<double[][]> both = check.withNanGradients(kernels, backend.type());
            for (int i = 0; i < check.inputs(); i++) {
              boolean hasNan = Arrays.stream(both.get(1)[i]).anyMatch(Double::isNaN);
              boolean isZero = Arrays.stream(both.get(0)[i]).allMatch(g -> g == 0);
              softly.assertThat(hasNan || isZero).as("%s, gradient %d", check, i).isTrue();
            }
          });
    }
    softly.assertAll();
  }

  /** An activation of some values, and its gradient where that of the output is 1, 2, 3 ... */
  private record ActivationCase(ActivationSpec.Kind kind, double[] out, double[] gradient) {
    static final double[] X = {NAN, INF, -INF, -0.0, 1, -1};
  }

  static Stream<Arguments> activations() {
    return withEach(
        List.of(
            new ActivationCase(
                ActivationSpec.Kind.RELU,
                new double[] {NAN, INF, 0, 0, 1, 0},
                new double[] {1, 2, 0, 0, 5, 0}),
            new ActivationCase(
                ActivationSpec.Kind.LEAKY_RELU,
                new double[] {NAN, INF, -INF, 0, 1, -0.1},
                new double[] {0.1, 2, 0.3, 0.4, 5, 0.6}),
            new ActivationCase(
                ActivationSpec.Kind.SIGMOID,
                new double[] {NAN, 1, 0, 0.5, 0.7310585786, 0.2689414214},
                new double[] {NAN, 0, 0, 1, 0.9830596662, 1.1796715994}),
            new ActivationCase(
                ActivationSpec.Kind.TANH,
                new double[] {NAN, 1, -1, 0, 0.7615941559, -0.7615941559},
                new double[] {NAN, 0, 0, 4, 2.0998717081, 2.5198460497}),
            new ActivationCase(
                ActivationSpec.Kind.RELU6,
                new double[] {NAN, 6, 0, 0, 1, 0},
                new double[] {1, 0, 0, 0, 5, 0}),
            new ActivationCase(
                ActivationSpec.Kind.ELU,
                new double[] {NAN, INF, -0.1, 0, 1, -0.0632120559},
                new double[] {NAN, 2, 0, 0.4, 5, 0.2207276647}), // PyTorch hides the NaN
            new ActivationCase(
                ActivationSpec.Kind.HARD_SIGMOID,
                new double[] {NAN, 1, 0, 0.5, 0.6666666667, 0.3333333333},
                new double[] {0, 0, 0, 0.6666666667, 0.8333333333, 1}),
            new ActivationCase(
                ActivationSpec.Kind.SILU,
                new double[] {NAN, INF, NAN, 0, 0.7310585786, -0.2689414214},
                new double[] {NAN, NAN, NAN, 2, 4.6383525594, 0.4339769288}),
            new ActivationCase(
                ActivationSpec.Kind.HARD_SWISH,
                new double[] {NAN, INF, NAN, 0, 0.6666666667, -0.3333333333},
                new double[] {NAN, 2, 0, 2, 4.1666666667, 1}), // PyTorch hides the NaN
            new ActivationCase(
                ActivationSpec.Kind.GELU,
                new double[] {NAN, INF, NAN, 0, 0.8413447461, -0.1586552539},
                new double[] {NAN, NAN, NAN, 2, 5.4165773529, -0.4998928235}),
            new ActivationCase(
                ActivationSpec.Kind.GELU_TANH,
                new double[] {NAN, INF, NAN, 0, 0.8411919906, -0.1588080094},
                new double[] {NAN, NAN, NAN, 2, 5.4148204192, -0.4977845031}),
            new ActivationCase(
                ActivationSpec.Kind.MISH,
                new double[] {NAN, INF, NAN, 0, 0.8650983883, -0.3034014614},
                new double[] {NAN, NAN, NAN, 2.4, 5.2451811005, 0.3553005353})));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsAreTorchs(Backend backend, ActivationCase c) {
    ActivationSpec spec = new ActivationSpec(c.kind(), 0.1);
    TestArrays arrays = new TestArrays(backend.type(), false);
    INDArray x = arrays.of(ActivationCase.X, 1, 1, 1, 6);
    INDArray out = arrays.dense(1, 1, 1, 6);
    INDArray gradient = arrays.dense(1, 1, 1, 6);
    try (Kernels kernels = backend.open()) {
      kernels.step(spec).bind(new Operands().with(INPUT, x).with(OUTPUT, out)).run();
      kernels
          .step(new ActivationGradientSpec(spec))
          .bind(
              new Operands()
                  .with(c.kind().gradientReads(), c.kind().gradientReadsInput() ? x : out)
                  .with(OUTPUT_GRADIENT, arrays.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 1, 1, 6))
                  .with(INPUT_GRADIENT, gradient))
          .run();
    }
    assertValues(out, c.out());
    assertValues(gradient, c.gradient());
  }

  /** A slope that is not finite stays out of what is positive, in both directions. */
  @ParameterizedTest
  @MethodSource("backends")
  void slopesAreTorchs(Backend backend) {
    double[][] expected = {
      {NAN, INF, NAN, NAN, 1, NAN}, {NAN, 2, NAN, NAN, 5, NAN},
      {NAN, INF, -INF, NAN, 1, -INF}, {INF, 2, INF, INF, 5, INF},
      {NAN, INF, -INF, 0, 1, -0.1}, {0.1, 2, 0.3, 0.4, 5, 0.6},
    };
    double[] slopes = {NAN, INF, 0.1};
    PreluSpec spec = new PreluSpec(1, false);
    try (Kernels kernels = backend.open()) {
      for (int i = 0; i < slopes.length; i++) {
        TestArrays arrays = new TestArrays(backend.type(), false);
        INDArray x = arrays.of(ActivationCase.X, 1, 1, 1, 6);
        INDArray slope = arrays.of(new double[] {slopes[i]}, 1);
        INDArray out = arrays.dense(1, 1, 1, 6);
        INDArray gradient = arrays.dense(1, 1, 1, 6);
        kernels
            .step(spec)
            .bind(new Operands().with(INPUT, x).with(WEIGHT, slope).with(OUTPUT, out))
            .run();
        kernels
            .step(new PreluGradientSpec(spec))
            .bind(
                new Operands()
                    .with(INPUT, x)
                    .with(WEIGHT, slope)
                    .with(OUTPUT_GRADIENT, arrays.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 1, 1, 6))
                    .with(INPUT_GRADIENT, gradient))
            .run();
        assertValues(out, expected[2 * i]);
        assertValues(gradient, expected[2 * i + 1]);
      }
    }
  }

  /** A window of 2x2 pixels, its maximum, and which pixel gets its gradient. */
  private record Window(double[] x, double max, int pixel) {}

  private static Window window(double a, double b, double c, double d, double max, int pixel) {
    return new Window(new double[] {a, b, c, d}, max, pixel);
  }

  static Stream<Arguments> windows() {
    return withEach(
        List.of(
            window(NAN, NAN, NAN, NAN, NAN, 3),
            window(1, NAN, 2, 3, NAN, 1),
            window(NAN, 1, 2, NAN, NAN, 3),
            window(1, 2, 3, NAN, NAN, 3),
            window(-INF, -INF, -INF, -INF, -INF, 0),
            window(INF, 1, 2, INF, INF, 0),
            window(-INF, 1, -INF, 2, 2, 3),
            window(-0.0, 0.0, -0.0, -0.0, 0, 0)));
  }

  /** Alone among others, beside a partial one, and in the padding. */
  @ParameterizedTest
  @MethodSource("windows")
  void maximaAreTorchs(Backend backend, Window window) {
    assertMaximum(backend, new PoolSpec(PoolSpec.Kind.MAX, 2, 2, 0, false, false), window, 4, 0);
    assertMaximum(backend, new PoolSpec(PoolSpec.Kind.MAX, 2, 2, 0, true, false), window, 3, 0);
    assertMaximum(backend, new PoolSpec(PoolSpec.Kind.MAX, 2, 2, 1, false, false), window, 3, 1);
    assertMaximum(backend, new PoolSpec(PoolSpec.Kind.MAX, 3, 2, 1, false, false), window, 2, 0);
  }

  /**
   * @param side of the map
   * @param first row and column of the window's pixels
   */
  private static void assertMaximum(
      Backend backend, PoolSpec spec, Window window, int side, int first) {
    int outSide = side / 2 + side % 2;
    int at = first == 0 ? 0 : outSide * outSide - 1;
    double[] x = new double[side * side];
    double[] expected = new double[side * side];
    for (int i = 0; i < 4; i++) {
      int pixel = (first + i / 2) * side + first + i % 2;
      x[pixel] = window.x()[i];
      expected[pixel] = i == window.pixel() ? 1 : 0;
    }
    double[] g = new double[outSide * outSide];
    g[at] = 1;
    TestArrays arrays = new TestArrays(backend.type(), false);
    INDArray map = arrays.of(x, 1, 1, side, side);
    INDArray out = arrays.dense(1, 1, outSide, outSide);
    INDArray gradient = arrays.dense(1, 1, side, side);
    try (Kernels kernels = backend.open()) {
      kernels.step(spec).bind(new Operands().with(INPUT, map).with(OUTPUT, out)).run();
      kernels
          .step(new PoolGradientSpec(spec))
          .bind(
              new Operands()
                  .with(INPUT, map)
                  .with(OUTPUT, out)
                  .with(OUTPUT_GRADIENT, arrays.of(g, 1, 1, outSide, outSide))
                  .with(INPUT_GRADIENT, gradient))
          .run();
    }
    // Zeros may have another sign.
    assertThat(TestArrays.values(out)[at] + 0.0)
        .as("%s", spec)
        .isEqualTo(Double.valueOf(window.max()));
    if (backend.isPortable() && Double.isNaN(window.max()) && spec.padding().is(0)) {
      // ND4J's op chooses among the numbers of the window.
      assertThat(gradient.sumNumber().doubleValue()).as("%s", spec).isEqualTo(1);
    } else if (!backend.isPortable() || window.max() > -INF) {
      // Without any number, it may choose the padding.
      assertValues(gradient, expected);
    }
  }

  /** Zero times NaN is NaN: what is dropped hides nothing. */
  @ParameterizedTest
  @MethodSource("backends")
  void whatIsDroppedStaysNan(Backend backend) {
    INDArray x = Nd4j.valueArrayOf(new long[] {16, 1, 2, 2}, NAN, backend.type());
    INDArray out = x.ulike();
    INDArray mask = x.ulike();
    INDArray images = Nd4j.create(backend.type(), 16, 1);
    StochasticDepthSpec perImage = new StochasticDepthSpec(0.5, true);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new DropoutSpec(0.5))
          .bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, mask))
          .run();
      assertThat(TestArrays.values(out)).containsOnly(NAN);
      kernels
          .step(new DropoutGradientSpec())
          .bind(new Operands().with(MASK, mask).with(OUTPUT_GRADIENT, x).with(INPUT_GRADIENT, out))
          .run();
      assertThat(TestArrays.values(out)).containsOnly(NAN);
      kernels
          .step(perImage)
          .bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, images))
          .run();
      assertThat(TestArrays.values(images)).contains(0);
      assertThat(TestArrays.values(out)).containsOnly(NAN);
      kernels
          .step(new StochasticDepthGradientSpec())
          .bind(
              new Operands().with(MASK, images).with(OUTPUT_GRADIENT, x).with(INPUT_GRADIENT, out))
          .run();
      assertThat(TestArrays.values(out)).containsOnly(NAN);
    }
  }

  /** Parameters take what the gradients are. */
  @ParameterizedTest
  @MethodSource("backends")
  void optimizersPassOnWhatIsNotANumber(Backend backend) {
    TestArrays arrays = new TestArrays(backend.type(), false);
    double[] gradients = {1, NAN, INF};
    INDArray parameters = arrays.of(new double[3], 3);
    INDArray velocity = arrays.of(new double[3], 3);
    try (Kernels kernels = backend.open()) {
      kernels
          .prepare(new SgdSpec(0.9, true, 1e-4))
          .run(parameters, arrays.of(gradients, 3), velocity, 0.1);
      assertThat(parameters.getDouble(0)).isFinite();
      assertThat(parameters.getDouble(1)).isNaN();
      assertThat(parameters.getDouble(2)).isNotFinite();
      TestArrays.fill(parameters, new double[3]);
      INDArray mean = arrays.of(new double[3], 3);
      INDArray square = arrays.of(new double[3], 3);
      kernels
          .prepare(new AdamSpec(0.9, 0.999, 1e-8, 0, false))
          .run(parameters, arrays.of(gradients, 3), mean, square, 1, 0.1);
      assertThat(parameters.getDouble(0)).isFinite();
      assertThat(parameters.getDouble(1)).isNaN();
      assertThat(parameters.getDouble(2)).isNaN(); // infinity by infinity
    }
  }

  private static void assertValues(INDArray actual, double... expected) {
    double[] values = TestArrays.values(actual);
    for (int i = 0; i < expected.length; i++) {
      if (Double.isFinite(expected[i])) {
        assertThat(Math.abs(values[i] - expected[i])).as("element %d", i).isLessThan(1e-6);
      } else {
        assertThat(values[i]).as("element %d", i).isEqualTo(Double.valueOf(expected[i]));
      }
    }
  }
}
