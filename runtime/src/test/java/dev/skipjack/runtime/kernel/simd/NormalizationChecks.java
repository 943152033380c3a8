package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.TestMap.assertClose;
import static dev.skipjack.runtime.kernel.simd.TestMap.random;
import static dev.skipjack.runtime.kernel.simd.TestMap.vector;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.RunningStatisticsSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch norm's kernels against loops in double. */
final class NormalizationChecks {
  private static final double EPSILON = 1e-5;
  private static final double TOLERANCE = 2e-5;

  private final KernelFactory kernels;
  private final boolean inSlab;
  private final int[] shape;
  private final int channels;
  private final int pixels;
  private final TestMap x;
  private final double[] values;
  private final double[] mean;
  private final double[] variance;
  private final double[] gamma;
  private final double[] beta;

  NormalizationChecks(KernelFactory kernels, boolean inSlab, int... shape) {
    this.kernels = kernels;
    this.inSlab = inSlab;
    this.shape = shape;
    this.channels = shape[1];
    this.pixels = shape[2] * shape[3];
    this.x = TestMap.random(1, inSlab, shape);
    this.values = x.get();
    this.mean = random(2, channels);
    this.variance = random(3, channels);
    for (int c = 0; c < channels; c++) {
      variance[c] = Math.abs(variance[c]);
    }
    this.gamma = random(4, channels);
    this.beta = random(5, channels);
  }

  void all() {
    statistics(0, 1);
    statistics(1000, 1);
    statistics(-3, 1e-3);
    outlier();
    runningStatistics();
    for (boolean accumulate : new boolean[] {false, true}) {
      statisticsGradient(accumulate);
    }
    for (boolean relu : new boolean[] {false, true}) {
      for (boolean add : new boolean[] {false, true}) {
        NormalizeSpec spec =
            new NormalizeSpec(channels, EPSILON, add, relu ? ActivationSpec.RELU : null);
        normalize(spec);
        for (int unwanted = -1; unwanted < 6; unwanted++) {
          normalizeGradient(spec, unwanted);
        }
      }
    }
  }

  private int channel(int element) {
    return element / pixels % channels;
  }

  private double count() {
    return (double) shape[0] * pixels;
  }

  private void statistics(double shift, double scale) {
    double[] moved = new double[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (shift + scale * values[i]);
    }
    checkStatistics("statistics around " + shift, moved);
  }

  /** The first value, by which one might shift, is nothing like the others. */
  private void outlier() {
    double[] moved = new double[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (i % pixels == 0 && i < channels * pixels ? 600 : 1000 + values[i]);
    }
    checkStatistics("statistics with an outlier", moved);
  }

  private void checkStatistics(String what, double... of) {
    double[] expectedMean = new double[channels];
    for (int i = 0; i < of.length; i++) {
      expectedMean[channel(i)] += of[i] / count();
    }
    double[] expectedVariance = new double[channels];
    for (int i = 0; i < of.length; i++) {
      double d = of[i] - expectedMean[channel(i)];
      expectedVariance[channel(i)] += d * d / count();
    }
    TestMap map = TestMap.empty(inSlab, shape);
    map.set(of);
    INDArray gotMean = vector(channels);
    INDArray gotVariance = vector(channels);
    kernels
        .prepare(new StatisticsSpec(channels))
        .orElseThrow()
        .bind(new Operands().with(INPUT, map.array).with(MEAN, gotMean).with(VARIANCE, gotVariance))
        .run();
    for (int c = 0; c < channels; c++) { // relative errors
      double m = gotMean.getDouble(c) / expectedMean[c];
      assertClose(what + ", mean", new double[] {m}, new double[] {1}, 1e-4);
      double v = (gotVariance.getDouble(c) + 1e-12) / (expectedVariance[c] + 1e-12);
      assertClose(what + ", variance", new double[] {v}, new double[] {1}, 1e-4);
    }
  }

  private void runningStatistics() {
    INDArray runningMean = vector(gamma);
    INDArray runningVariance = vector(variance);
    kernels
        .prepare(new RunningStatisticsSpec(channels, 0.1))
        .orElseThrow()
        .bind(
            new Operands()
                .with(INPUT, x.array)
                .with(MEAN, vector(mean))
                .with(VARIANCE, vector(variance))
                .with(RUNNING_MEAN, runningMean)
                .with(RUNNING_VARIANCE, runningVariance))
        .run();
    double unbiased = count() > 1 ? count() / (count() - 1) : 1;
    double[] expectedMean = new double[channels];
    double[] expectedVariance = new double[channels];
    for (int c = 0; c < channels; c++) {
      expectedMean[c] = 0.9 * gamma[c] + 0.1 * mean[c];
      expectedVariance[c] = 0.9 * variance[c] + 0.1 * unbiased * variance[c];
    }
    assertClose("running mean", runningMean.toDoubleVector(), expectedMean, 1e-6);
    assertClose("running variance", runningVariance.toDoubleVector(), expectedVariance, 1e-6);
  }

  private void statisticsGradient(boolean accumulate) {
    TestMap result = TestMap.random(6, inSlab, shape);
    double[] expected = result.get();
    double[] meanGradient = random(7, channels);
    double[] varianceGradient = random(8, channels);
    for (int i = 0; i < expected.length; i++) {
      int c = channel(i);
      double g =
          meanGradient[c] / count() + 2 * (values[i] - mean[c]) * varianceGradient[c] / count();
      expected[i] = accumulate ? expected[i] + g : g;
    }
    kernels
        .prepare(new StatisticsGradientSpec(channels, accumulate))
        .orElseThrow()
        .bind(
            new Operands()
                .with(INPUT, x.array)
                .with(MEAN, vector(mean))
                .with(MEAN_GRADIENT, vector(meanGradient))
                .with(VARIANCE_GRADIENT, vector(varianceGradient))
                .with(INPUT_GRADIENT, result.array))
        .run();
    assertClose("statistics gradient", result.get(), expected, TOLERANCE);
  }

  private double[] normalized(NormalizeSpec spec, double... addend) {
    double[] expected = new double[values.length];
    for (int i = 0; i < expected.length; i++) {
      int c = channel(i);
      double z = gamma[c] * (values[i] - mean[c]) / Math.sqrt(variance[c] + EPSILON) + beta[c];
      z += spec.add() ? addend[i] : 0;
      expected[i] = spec.activation() != null ? Math.max(0, z) : z;
    }
    return expected;
  }

  private void normalize(NormalizeSpec spec) {
    TestMap addend = TestMap.random(9, inSlab, shape);
    double[] expected = normalized(spec, addend.get());
    TestMap copy = TestMap.empty(inSlab, shape);
    copy.set(values);
    TestMap[] outs = {TestMap.empty(!inSlab, shape), copy, addend};
    for (TestMap out : outs) {
      INDArray from = out == copy ? copy.array : x.array;
      kernels
          .prepare(spec)
          .orElseThrow()
          .bind(
              new Operands()
                  .with(INPUT, from)
                  .with(MEAN, vector(mean))
                  .with(VARIANCE, vector(variance))
                  .with(GAMMA, vector(gamma))
                  .with(BETA, vector(beta))
                  .with(ADDEND, spec.add() ? addend.array : null)
                  .with(OUTPUT, out.array))
          .run();
      assertClose("normalize " + spec, out.get(), expected, TOLERANCE);
    }
  }

  /**
   * @param unwanted which output is null
   */
  private void normalizeGradient(NormalizeSpec spec, int unwanted) {
    double[] outValues = normalized(spec, random(9, values.length));
    TestMap out = TestMap.empty(inSlab, shape);
    out.set(outValues);
    TestMap outGradient = TestMap.random(10, inSlab, shape);
    double[] g = outGradient.get();
    double[] dx = new double[g.length];
    double[] dBeta = new double[channels];
    double[] dGamma = new double[channels];
    for (int i = 0; i < g.length; i++) {
      int c = channel(i);
      double r = 1 / Math.sqrt(variance[c] + EPSILON);
      g[i] = spec.activation() != null && !(outValues[i] > 0) ? 0 : g[i];
      dx[i] = gamma[c] * r * g[i];
      dBeta[c] += g[i];
      dGamma[c] += g[i] * (values[i] - mean[c]) * r;
    }
    double[] dMean = new double[channels];
    double[] dVariance = new double[channels];
    for (int c = 0; c < channels; c++) {
      double r = 1 / Math.sqrt(variance[c] + EPSILON);
      dMean[c] = -gamma[c] * r * dBeta[c];
      dVariance[c] = -0.5 * gamma[c] * r * r * dGamma[c];
    }
    TestMap inputGradient = TestMap.empty(inSlab, shape);
    INDArray[] vectors = {vector(channels), vector(channels), vector(channels), vector(channels)};
    kernels
        .prepare(new NormalizeGradientSpec(spec))
        .orElseThrow()
        .bind(
            new Operands()
                .with(INPUT, x.array)
                .with(OUTPUT, out.array)
                .with(MEAN, vector(mean))
                .with(VARIANCE, vector(variance))
                .with(GAMMA, vector(gamma))
                .with(OUTPUT_GRADIENT, outGradient.array)
                .with(INPUT_GRADIENT, unwanted == 0 ? null : inputGradient.array)
                .with(ADDEND_GRADIENT, unwanted == 1 ? null : outGradient.array) // in place
                .with(GAMMA_GRADIENT, unwanted == 2 ? null : vectors[0])
                .with(BETA_GRADIENT, unwanted == 3 ? null : vectors[1])
                .with(MEAN_GRADIENT, unwanted == 4 ? null : vectors[2])
                .with(VARIANCE_GRADIENT, unwanted == 5 ? null : vectors[3]))
        .run();
    String what = "normalize gradient " + spec + " without " + unwanted;
    if (unwanted != 0) {
      assertClose(what + ", input", inputGradient.get(), dx, TOLERANCE);
    }
    if (unwanted != 1) {
      assertClose(what + ", addend", outGradient.get(), g, TOLERANCE);
    }
    double[][] expected = {dGamma, dBeta, dMean, dVariance};
    for (int k = 0; k < 4; k++) {
      double[] wanted =
          unwanted == k + 2 ? vector(channels).toDoubleVector() : expected[k]; // or untouched
      assertClose(what + ", vector " + k, vectors[k].toDoubleVector(), wanted, 1e-4);
    }
  }
}
