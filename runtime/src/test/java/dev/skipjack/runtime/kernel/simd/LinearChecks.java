package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.TestMap.assertClose;
import static dev.skipjack.runtime.kernel.simd.TestMap.random;
import static dev.skipjack.runtime.kernel.simd.TestMap.vector;

import dev.skipjack.runtime.kernel.BothMemories;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Linear layers against loops in double. */
final class LinearChecks {
  private LinearChecks() {}

  /**
   * @param constant kernels of a network that predicts
   */
  static void check(KernelFactory kernels, KernelFactory constant, int images, int in, int out) {
    for (boolean bias : new boolean[] {false, true}) {
      forward(kernels, new LinearSpec(in, out, bias), images);
      forward(constant, new LinearSpec(in, out, bias), images);
    }
    for (int unwanted = -1; unwanted < 3; unwanted++) {
      gradient(kernels, new LinearSpec(in, out, true), images, unwanted);
    }
  }

  private static INDArray matrix(double[] values, int rows, int columns) {
    return vector(values).reshape(rows, columns);
  }

  private static void forward(KernelFactory kernels, LinearSpec spec, int images) {
    int in = spec.inFeatures();
    int outs = spec.outFeatures();
    double[] x = random(1, images * in);
    double[] w = random(2, outs * in);
    double[] b = random(3, outs);
    double[] expected = new double[images * outs];
    for (int n = 0; n < images; n++) {
      for (int o = 0; o < outs; o++) {
        double sum = spec.bias() ? b[o] : 0;
        for (int i = 0; i < in; i++) {
          sum += x[n * in + i] * w[o * in + i];
        }
        expected[n * outs + o] = sum;
      }
    }
    INDArray out = matrix(random(4, images * outs), images, outs);
    new BothMemories(kernels.prepare(spec).orElseThrow())
        .bind(
            new Operands()
                .with(INPUT, matrix(x, images, in))
                .with(WEIGHT, matrix(w, outs, in))
                .with(BIAS, spec.bias() ? vector(b) : null)
                .with(OUTPUT, out))
        .run();
    double tolerance = 1e-6 * Math.sqrt(in) + 1e-6;
    assertClose(spec + " of " + images, out.ravel().toDoubleVector(), expected, tolerance);
  }

  private static void gradient(KernelFactory kernels, LinearSpec spec, int images, int unwanted) {
    int in = spec.inFeatures();
    int outs = spec.outFeatures();
    double[] x = random(1, images * in);
    double[] w = random(2, outs * in);
    double[] g = random(3, images * outs);
    double[][] expected = {new double[images * in], new double[outs * in], new double[outs]};
    for (int n = 0; n < images; n++) {
      for (int o = 0; o < outs; o++) {
        double go = g[n * outs + o];
        expected[2][o] += go;
        for (int i = 0; i < in; i++) {
          expected[0][n * in + i] += go * w[o * in + i];
          expected[1][o * in + i] += go * x[n * in + i];
        }
      }
    }
    INDArray[] results = {
      Nd4j.create(images, in), Nd4j.create(outs, in), vector(outs),
    };
    kernels
        .prepare(new LinearGradientSpec(spec))
        .orElseThrow()
        .bind(
            new Operands()
                .with(INPUT, matrix(x, images, in))
                .with(WEIGHT, matrix(w, outs, in))
                .with(OUTPUT_GRADIENT, matrix(g, images, outs))
                .with(INPUT_GRADIENT, unwanted == 0 ? null : results[0])
                .with(WEIGHT_GRADIENT, unwanted == 1 ? null : results[1])
                .with(BIAS_GRADIENT, unwanted == 2 ? null : results[2]))
        .run();
    double tolerance = 1e-6 * Math.sqrt(Math.max(images, outs)) + 1e-6;
    for (int k = 0; k < 3; k++) {
      if (k != unwanted) {
        double[] got = results[k].ravel().toDoubleVector();
        assertClose(spec + " of " + images + ", gradient " + k, got, expected[k], tolerance);
      }
    }
  }
}
