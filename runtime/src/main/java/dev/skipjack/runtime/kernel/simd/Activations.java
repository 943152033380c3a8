package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ActivationSpec;

/**
 * Activations of blocks of the scratch, in place, and their gradients. The last vector reaches
 * beyond a block's end: every array has room for it.
 */
final class Activations {
  private Activations() {}

  /**
   * {@code x = activation(x)}.
   *
   * @param spec null for none
   */
  static void apply(ActivationSpec spec, float[] x, int at, int count) {
    if (spec == null) {
      return;
    }
    switch (spec.kind()) {
      case RELU -> Vectors.rectify(x, at, count);
      case LEAKY_RELU -> Vectors.leak(x, at, (float) spec.slope(), count);
      case SIGMOID -> {
        for (int i = at; i < at + count; i++) {
          x[i] = (float) (1 / (1 + Math.exp(-x[i])));
        }
      }
      case TANH -> {
        for (int i = at; i < at + count; i++) {
          x[i] = (float) Math.tanh(x[i]);
        }
      }
    }
  }

  /**
   * {@code g = g·activation'}.
   *
   * @param spec null for none
   * @param of the activation's input or output, whichever its gradient reads
   */
  static void gradient(ActivationSpec spec, float[] of, float[] g, int count) {
    if (spec == null) {
      return;
    }
    switch (spec.kind()) {
      case RELU -> Vectors.pass(of, g, g, count);
      case LEAKY_RELU -> Vectors.leak(of, g, (float) spec.slope(), g, count);
      case SIGMOID -> {
        for (int i = 0; i < count; i++) {
          g[i] *= of[i] * (1 - of[i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          g[i] *= 1 - of[i] * of[i];
        }
      }
    }
  }
}
