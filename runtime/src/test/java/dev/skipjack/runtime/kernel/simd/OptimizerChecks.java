package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.TestMap.assertClose;
import static dev.skipjack.runtime.kernel.simd.TestMap.random;
import static dev.skipjack.runtime.kernel.simd.TestMap.vector;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamStep;
import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import dev.skipjack.runtime.kernel.optimizer.MovingAverage;
import dev.skipjack.runtime.kernel.optimizer.MovingAverageSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Three steps of each optimizer, moving averages and clipping, against loops in double. */
final class OptimizerChecks {
  private static final int STEPS = 3;
  private static final double RATE = 0.05;
  private static final double TOLERANCE = 1e-5;

  private OptimizerChecks() {}

  static void check(KernelFactory kernels, int length) {
    for (boolean nesterov : new boolean[] {false, true}) {
      sgd(kernels, new SgdSpec(0.9, nesterov, 0.01), length);
      sgd(kernels, new SgdSpec(0, nesterov, 0), length);
    }
    for (boolean decoupled : new boolean[] {false, true}) {
      adam(kernels, new AdamSpec(0.9, 0.999, 1e-8, 0.1, decoupled), length);
    }
    movingAverage(kernels, length);
    clip(kernels, length);
  }

  private static void sgd(KernelFactory kernels, SgdSpec spec, int length) {
    double[] p = random(1, length);
    double[] v = new double[length];
    INDArray parameters = vector(p);
    INDArray velocity = vector(v);
    SgdStep kernel = kernels.prepare(spec).orElseThrow();
    for (int step = 1; step <= STEPS; step++) {
      double[] gradients = random(1 + step, length);
      kernel.run(parameters, vector(gradients), velocity, RATE);
      for (int i = 0; i < length; i++) {
        double g = gradients[i] + spec.weightDecay() * p[i];
        v[i] = spec.momentum() * v[i] + g;
        p[i] -= RATE * (spec.nesterov() ? g + spec.momentum() * v[i] : v[i]);
      }
    }
    assertClose(spec + ", parameters", parameters.toDoubleVector(), p, TOLERANCE);
    assertClose(spec + ", velocity", velocity.toDoubleVector(), v, TOLERANCE);
  }

  private static void adam(KernelFactory kernels, AdamSpec spec, int length) {
    double[] p = random(1, length);
    double[] m = new double[length];
    double[] s = new double[length];
    INDArray parameters = vector(p);
    INDArray mean = vector(m);
    INDArray square = vector(s);
    AdamStep kernel = kernels.prepare(spec).orElseThrow();
    for (int step = 1; step <= STEPS; step++) {
      double[] gradients = random(1 + step, length);
      kernel.run(parameters, vector(gradients), mean, square, step, RATE);
      for (int i = 0; i < length; i++) {
        double g = gradients[i];
        if (spec.decoupled()) {
          p[i] -= RATE * spec.weightDecay() * p[i];
        } else {
          g += spec.weightDecay() * p[i];
        }
        m[i] = spec.beta1() * m[i] + (1 - spec.beta1()) * g;
        s[i] = spec.beta2() * s[i] + (1 - spec.beta2()) * g * g;
        double corrected = m[i] / (1 - Math.pow(spec.beta1(), step));
        double root = Math.sqrt(s[i] / (1 - Math.pow(spec.beta2(), step)));
        p[i] -= RATE * corrected / (root + spec.epsilon());
      }
    }
    assertClose(spec + ", parameters", parameters.toDoubleVector(), p, TOLERANCE);
    assertClose(spec + ", mean", mean.toDoubleVector(), m, TOLERANCE);
    assertClose(spec + ", square", square.toDoubleVector(), s, TOLERANCE);
  }

  private static void movingAverage(KernelFactory kernels, int length) {
    double[] expected = random(1, length);
    INDArray average = vector(expected);
    MovingAverage kernel = kernels.prepare(new MovingAverageSpec()).orElseThrow();
    for (int step = 1; step <= STEPS; step++) {
      double decay = 1 - 0.3 / step;
      double[] values = random(1 + step, length);
      kernel.run(vector(values), average, decay);
      for (int i = 0; i < length; i++) {
        expected[i] = decay * expected[i] + (1 - decay) * values[i];
      }
    }
    assertClose("moving average", average.toDoubleVector(), expected, TOLERANCE);
    INDArray same = average.dup();
    kernel.run(average.dup(), same, 0.999);
    assertClose("same", same.toDoubleVector(), average.toDoubleVector(), 0);
  }

  private static void clip(KernelFactory kernels, int length) {
    double[] values = random(1, length);
    double norm = 0;
    for (double value : values) {
      norm += value * value;
    }
    norm = Math.sqrt(norm);
    for (double limit : new double[] {norm * 2, norm / 3}) {
      double[] expected = new double[length];
      for (int i = 0; i < length; i++) {
        expected[i] = values[i] * Math.min(1, limit / norm);
      }
      INDArray gradients = vector(values);
      Clip clip = kernels.prepare(new ClipSpec(ClipSpec.Kind.GLOBAL_NORM, limit)).orElseThrow();
      assertClose("norm", new double[] {clip.run(gradients)}, new double[] {norm}, TOLERANCE);
      assertClose("clip by norm", gradients.toDoubleVector(), expected, TOLERANCE);
    }
    double[] expected = new double[length];
    for (int i = 0; i < length; i++) {
      expected[i] = Math.max(-0.5, Math.min(0.5, values[i]));
    }
    INDArray gradients = vector(values);
    Clip clip = kernels.prepare(new ClipSpec(ClipSpec.Kind.VALUE, 0.5)).orElseThrow();
    assertClose("norm", new double[] {clip.run(gradients)}, new double[] {norm}, TOLERANCE);
    assertClose("clip by value", gradients.toDoubleVector(), expected, TOLERANCE);
  }
}
