package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.kernel.Operands;

/** From the output alone: where it is positive, so was the input. */
final class ActivationGradientKernel extends Sweep implements Runnable {
  private static final int OUT = 0;
  private static final int GRADIENT = 1;

  private final ActivationSpec spec;
  private final Planes output;
  private final Planes gradient;
  private final Planes toInput;

  ActivationGradientKernel(ActivationSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.output = Planes.of(operands, OUTPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    sweepImages(output);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] y = scratch.floats(OUT, CAPACITY);
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    output.read(image, channel, pixel, y, 0, count);
    gradient.read(image, channel, pixel, g, 0, count);
    switch (spec.kind()) {
      case RELU -> Vectors.pass(y, g, g, count);
      case LEAKY_RELU -> Vectors.leak(y, g, (float) spec.slope(), g, count);
      case SIGMOID -> {
        for (int i = 0; i < count; i++) {
          g[i] *= y[i] * (1 - y[i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          g[i] *= 1 - y[i] * y[i];
        }
      }
    }
    toInput.write(image, channel, pixel, g, 0, count);
  }
}
