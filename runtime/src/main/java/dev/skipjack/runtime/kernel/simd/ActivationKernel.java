package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Activation;
import dev.skipjack.runtime.kernel.ActivationSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Activations; those of exponentials element by element, as they end no large maps. */
final class ActivationKernel extends Sweep implements Activation {
  private static final int X = 0;

  private final ActivationSpec spec;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes output;

  ActivationKernel(ActivationSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(INDArray x, INDArray out) {
    input = inputs.of(x);
    output = outs.of(out);
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
