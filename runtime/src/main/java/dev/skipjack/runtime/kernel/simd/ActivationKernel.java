package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.kernel.Operands;

/** Activations; those of exponentials element by element, as they end no large maps. */
final class ActivationKernel extends Sweep implements Runnable {
  private static final int X = 0;

  private final ActivationSpec spec;
  private final Planes input;
  private final Planes output;

  ActivationKernel(ActivationSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    sweepImages(input);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    switch (spec.kind()) {
      case RELU -> Vectors.rectify(x, x, count);
      case LEAKY_RELU -> Vectors.leak(x, x, (float) spec.slope(), x, count);
      case SIGMOID -> sigmoid(x, count);
      case TANH -> tanh(x, count);
    }
    output.write(image, channel, pixel, x, 0, count);
  }

  private static void sigmoid(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = (float) (1 / (1 + Math.exp(-x[i])));
    }
  }

  private static void tanh(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = (float) Math.tanh(x[i]);
    }
  }
}
