package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values that random cases do not meet: ties, large means, large batches. */
class KernelEdgeTest {
  static List<Backend> backends() {
    return Backend.all();
  }

  static Stream<Arguments> backendsAndSlabs() {
    return Backend.inAndOutOfSlabs();
  }

  static Stream<Arguments> backendsAndSlabsAndModes() {
    return backendsAndSlabs()
        .flatMap(
            arguments ->
                Stream.of(false, true)
                    .map(mode -> Arguments.of(arguments.get()[0], arguments.get()[1], mode)));
  }

  static Stream<Arguments> backendsAndProbabilities() {
    return backends().stream()
        .flatMap(backend -> Stream.of(0.1, 0.5).map(p -> Arguments.of(backend, p)));
  }

  /** After a ReLU most ties are zeros; PyTorch gives the gradient to the first pixel. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabsAndModes")
  void theFirstOfEqualPixelsGetsTheGradient(Backend backend, boolean inSlabs, boolean ceilMode) {
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(new double[25], 1, 1, 5, 5);
    int windows = ceilMode ? 3 : 2;
    INDArray out = arrays.map(1, 1, windows, windows);
    INDArray g = arrays.map(1, 1, windows, windows);
    double[] weights = TestArrays.random(windows * windows, 9);
    TestArrays.fill(g, weights);
    INDArray gradient = arrays.map(1, 1, 5, 5);
    PoolSpec spec = new PoolSpec(PoolSpec.Kind.MAX, 2, 2, 0, ceilMode, false);
    try (Kernels kernels = backend.open()) {
      kernels.step(spec).bind(new Operands().with(INPUT, x).with(OUTPUT, out)).run();
      kernels
          .step(new PoolGradientSpec(spec))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(OUTPUT, out)
                  .with(OUTPUT_GRADIENT, g)
                  .with(INPUT_GRADIENT, gradient))
          .run();
    }
    double[] expected = new double[25];
    for (int i = 0; i < weights.length; i++) {
      expected[i / windows * 10 + i % windows * 2] = weights[i];
    }
    double[] actual = TestArrays.values(gradient);
    for (int i = 0; i < 25; i++) {
      assertThat(actual[i]).as("pixel " + i).isCloseTo(expected[i], within(1e-6));
    }
  }

  /** A gamma of zero makes every pixel of a channel the same once it is normalised. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void theFirstOfEqualNormalisedPixelsGetsTheGradient(Backend backend, boolean inSlabs) {
    FusedPoolSpec spec =
        new FusedPoolSpec(
            new PoolSpec(PoolSpec.Kind.MAX, 2, 2, 0, false, false),
            new NormalizeSpec(3, 1e-5, ActivationSpec.RELU));
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    double[] values = TestArrays.random(48, 8);
    double[] weights = TestArrays.random(12, 9);
    INDArray x = arrays.mapOf(values, 1, 3, 4, 4);
    INDArray g = arrays.mapOf(weights, 1, 3, 2, 2);
    INDArray mean = arrays.of(new double[] {0.5, 0, -0.25}, 3);
    INDArray variance = arrays.of(new double[] {0.5, 1, 2}, 3);
    INDArray gamma = arrays.of(new double[3], 3);
    INDArray beta =
        arrays.of(new double[] {0.5, 0, -0.5}, 3); // which only the first channel passes
    INDArray out = arrays.map(1, 3, 2, 2);
    INDArray dx = arrays.map(1, 3, 4, 4);
    INDArray dGamma = arrays.dense(3);
    INDArray dBeta = arrays.dense(3);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(spec)
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(BETA, beta)
                  .with(OUTPUT, out))
          .run();
      kernels
          .step(new FusedPoolGradientSpec(spec))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(BETA, beta)
                  .with(OUTPUT, out)
                  .with(OUTPUT_GRADIENT, g)
                  .with(INPUT_GRADIENT, dx)
                  .with(GAMMA_GRADIENT, dGamma)
                  .with(BETA_GRADIENT, dBeta))
          .run();
    }
    double sum = 0;
    double sumOfProducts = 0;
    for (int i = 0; i < 4; i++) {
      double first = values[i / 2 * 8 + i % 2 * 2];
      sum += weights[i];
      sumOfProducts += weights[i] * (first - 0.5) / Math.sqrt(0.5 + 1e-5);
    }
    assertThat(TestArrays.values(out)).startsWith(0.5, 0.5, 0.5, 0.5).endsWith(new double[8]);
    assertThat(TestArrays.values(dx)).containsOnly(0);
    TestArrays.checkClose("beta", TestArrays.values(dBeta), new double[] {sum, 0, 0}, 1e-6);
    TestArrays.checkClose(
        "gamma", TestArrays.values(dGamma), new double[] {sumOfProducts, 0, 0}, 1e-6);
    arrays.checkSentinels();
  }

  /** Relative to the standard deviation, for as many values as a real layer has. */
  @ParameterizedTest
  @MethodSource("backends")
  void normalizesALargeBatchFarFromZero(Backend backend) {
    DataType type = backend.type();
    Size size = new Size(64, 2, 31, 29);
    double[] values = TestArrays.random(size.length(), 5);
    for (int i = 0; i < values.length; i++) {
      values[i] = 1000 + values[i] * 1.6;
    }
    TestArrays arrays = new TestArrays(type, true);
    INDArray x = arrays.mapOf(values, size.shape());
    double[] rounded = TestArrays.values(x);
    double[][] moments = NaiveOps.moments(rounded, size);
    double[] weights = TestArrays.random(size.length(), 6);
    INDArray g = arrays.mapOf(weights, size.shape());
    INDArray mean = arrays.dense(2);
    INDArray variance = arrays.dense(2);
    INDArray gamma = arrays.of(new double[] {1.5, -0.5}, 2);
    INDArray beta = arrays.of(new double[] {0.25, -0.125}, 2);
    INDArray out = arrays.map(size.shape());
    INDArray dx = arrays.map(size.shape());
    INDArray dGamma = arrays.dense(2);
    INDArray dBeta = arrays.dense(2);
    INDArray dMean = arrays.dense(2);
    INDArray dVariance = arrays.dense(2);
    NormalizeSpec spec = new NormalizeSpec(2, 1e-5);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new StatisticsSpec(2))
          .bind(new Operands().with(INPUT, x).with(MEAN, mean).with(VARIANCE, variance))
          .run();
      kernels
          .step(spec)
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(BETA, beta)
                  .with(OUTPUT, out))
          .run();
      kernels
          .step(new NormalizeGradientSpec(spec))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(OUTPUT, out)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(OUTPUT_GRADIENT, g)
                  .with(INPUT_GRADIENT, dx)
                  .with(GAMMA_GRADIENT, dGamma)
                  .with(BETA_GRADIENT, dBeta)
                  .with(MEAN_GRADIENT, dMean)
                  .with(VARIANCE_GRADIENT, dVariance))
          .run();
      kernels
          .step(new StatisticsGradientSpec(2, true))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(MEAN_GRADIENT, dMean)
                  .with(VARIANCE_GRADIENT, dVariance)
                  .with(INPUT_GRADIENT, dx))
          .run();
    }
    double tolerance = type == DataType.FLOAT ? 3e-4 : 1e-9;
    double[] y =
        NaiveOps.normalize(
            rounded,
            size,
            moments[0],
            moments[1],
            new double[] {1.5, -0.5},
            new double[] {0.25, -0.125},
            null,
            spec);
    double[] actual = TestArrays.values(out);
    double[] actualDx = TestArrays.values(dx);
    double count = (double) size.length() / 2;
    double[] sumG = new double[2];
    double[] sumGx = new double[2];
    double[] r = {1 / Math.sqrt(moments[1][0] + 1e-5), 1 / Math.sqrt(moments[1][1] + 1e-5)};
    for (int i = 0; i < values.length; i++) {
      int c = i / (31 * 29) % 2;
      sumG[c] += weights[i];
      sumGx[c] += weights[i] * (rounded[i] - moments[0][c]) * r[c];
    }
    double worstOut = 0;
    double worstDx = 0;
    for (int i = 0; i < values.length; i++) {
      int c = i / (31 * 29) % 2;
      double xHat = (rounded[i] - moments[0][c]) * r[c];
      double want =
          (c == 0 ? 1.5 : -0.5) * r[c] * (weights[i] - sumG[c] / count - xHat * sumGx[c] / count);
      worstOut = Math.max(worstOut, Math.abs(actual[i] - y[i]));
      worstDx = Math.max(worstDx, Math.abs(actualDx[i] - want));
    }
    assertThat(worstOut).isLessThan(tolerance);
    assertThat(worstDx).isLessThan(tolerance);
    for (int c = 0; c < 2; c++) {
      double scale = Math.sqrt(count);
      assertThat(dGamma.getDouble(c) / scale).isCloseTo(sumGx[c] / scale, within(tolerance));
      assertThat(dBeta.getDouble(c) / scale).isCloseTo(sumG[c] / scale, within(tolerance));
      assertThat(variance.getDouble(c) / moments[1][c]).isCloseTo(1, within(tolerance));
    }
    arrays.checkSentinels();
  }

  /** The bias lifts the output to 1000 standard deviations from zero. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void fusedStatisticsSurviveALargeMean(Backend backend, boolean inSlabs) {
    Size in = new Size(5, 3, 13, 11);
    for (int kernel : new int[] {1, 3}) {
      ConvolutionSpec convolution = new ConvolutionSpec(3, 2, kernel, 1, 0, 1, 1, true);
      Size size = NaiveOps.convolved(in, convolution);
      TestArrays arrays = new TestArrays(backend.type(), inSlabs);
      INDArray x = arrays.mapOf(TestArrays.random(in.length(), 5), in.shape());
      INDArray weight = arrays.dense(2, 3, kernel, kernel);
      TestArrays.fill(weight, TestArrays.random((int) weight.length(), 6));
      INDArray bias = arrays.of(new double[] {1000 * kernel, -1000 * kernel}, 2);
      INDArray out = arrays.map(size.shape());
      INDArray mean = arrays.dense(2);
      INDArray variance = arrays.dense(2);
      FusedConvolutionSpec spec = new FusedConvolutionSpec(convolution, null, true);
      try (Kernels kernels = backend.open()) {
        kernels
            .step(spec)
            .bind(
                new Operands()
                    .with(INPUT, x)
                    .with(WEIGHT, weight)
                    .with(BIAS, bias)
                    .with(OUTPUT, out)
                    .with(OUTPUT_MEAN, mean)
                    .with(OUTPUT_VARIANCE, variance))
            .run();
      }
      double[][] expected = NaiveOps.moments(TestArrays.values(out), size);
      for (int c = 0; c < 2; c++) {
        assertThat(Math.abs(expected[0][c]) / Math.sqrt(expected[1][c])).isGreaterThan(500);
        double tolerance = backend.type() == DataType.FLOAT ? 1e-4 : 1e-9;
        double error = Math.abs(mean.getDouble(c) - expected[0][c]) / Math.sqrt(expected[1][c]);
        assertThat(error).isLessThan(tolerance);
        assertThat(variance.getDouble(c) / expected[1][c]).isCloseTo(1, within(tolerance));
      }
      arrays.checkSentinels();
    }
  }

  static Stream<Arguments> backendsAndMeans() {
    return backends().stream()
        .flatMap(backend -> Stream.of(100, 1000, 10_000).map(mean -> Arguments.of(backend, mean)));
  }

  /** What {@link StatisticsSpec} promises of the layers behind a map that is far from zero. */
  @ParameterizedTest
  @MethodSource("backendsAndMeans")
  void statisticsOfLaterLayersSurviveALargeMean(Backend backend, int mean) {
    double[][] actual = laterStatistics(backend, mean);
    double[][] expected = laterStatistics(new Backend(Backend.PORTABLE, DataType.DOUBLE), mean);
    double tolerance = backend.type() == DataType.FLOAT ? 2.4e-7 * mean : 1e-9;
    for (int i = 0; i < expected.length; i++) {
      TestArrays.checkClose("statistics " + i, actual[i], expected[i], tolerance);
    }
  }

  /** Means and variances behind each of some convolutions. */
  private static double[][] laterStatistics(Backend backend, int far) {
    Size size = new Size(8, 8, 19, 17);
    double[] values = TestArrays.random(size.length(), 5);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (far + values[i] * 1.6);
    }
    TestArrays arrays = new TestArrays(backend.type(), false);
    INDArray x = arrays.mapOf(values, size.shape());
    INDArray mean = arrays.dense(8);
    INDArray variance = arrays.dense(8);
    INDArray gamma = arrays.of(TestArrays.random(8, 6), 8);
    INDArray beta = arrays.of(TestArrays.random(8, 7), 8);
    double[][] statistics = new double[8][];
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new StatisticsSpec(8))
          .bind(new Operands().with(INPUT, x).with(MEAN, mean).with(VARIANCE, variance))
          .run();
      for (int layer = 0; layer < 4; layer++) {
        int kernel = layer % 2 == 0 ? 3 : 1;
        ConvolutionSpec convolution = new ConvolutionSpec(8, 8, kernel, 1, kernel / 2, 1, 1, false);
        NormalizeSpec prologue = new NormalizeSpec(8, 1e-5, ActivationSpec.RELU);
        INDArray weight = arrays.dense(8, 8, kernel, kernel);
        TestArrays.fill(weight, TestArrays.random((int) weight.length(), 8 + layer));
        INDArray out = arrays.map(size.shape());
        INDArray outMean = arrays.dense(8);
        INDArray outVariance = arrays.dense(8);
        kernels
            .step(new FusedConvolutionSpec(convolution, prologue, true))
            .bind(
                new Operands()
                    .with(INPUT, x)
                    .with(MEAN, mean)
                    .with(VARIANCE, variance)
                    .with(GAMMA, gamma)
                    .with(BETA, beta)
                    .with(WEIGHT, weight)
                    .with(OUTPUT, out)
                    .with(OUTPUT_MEAN, outMean)
                    .with(OUTPUT_VARIANCE, outVariance))
            .run();
        x = out;
        mean = outMean;
        variance = outVariance;
        statistics[2 * layer] = TestArrays.values(mean);
        statistics[2 * layer + 1] = TestArrays.values(variance);
      }
    }
    return statistics;
  }

  @ParameterizedTest
  @MethodSource("backendsAndProbabilities")
  void dropoutMasksAreIndependent(Backend backend, double probability) {
    INDArray x = Nd4j.ones(backend.type(), 64, 5, 31, 29);
    INDArray first = x.ulike();
    INDArray second = x.ulike();
    INDArray out = x.ulike();
    try (Kernels kernels = backend.open()) {
      Step dropout = kernels.step(new DropoutSpec(probability));
      dropout.bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, first)).run();
      dropout.bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, second)).run();
    }
    double[] a = TestArrays.values(first);
    double[] b = TestArrays.values(second);
    double both = 0;
    double neighbours = 0;
    double one = 0;
    double scaled = 1 / (1 - probability);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i] == 0 || Math.abs(a[i] - scaled) < 1e-6).isTrue();
      one += a[i] > 0 ? 1 : 0;
      both += a[i] > 0 && b[i] > 0 ? 1 : 0;
      neighbours += a[i] > 0 && a[(i + 1) % a.length] > 0 ? 1 : 0;
    }
    double kept = 1 - probability;
    double fiveSigma = 5 * 0.5 / Math.sqrt(a.length);
    assertThat(one / a.length).isCloseTo(kept, within(fiveSigma));
    assertThat(both / a.length).isCloseTo(kept * kept, within(fiveSigma));
    assertThat(neighbours / a.length).isCloseTo(kept * kept, within(2 * fiveSigma));
  }
}
