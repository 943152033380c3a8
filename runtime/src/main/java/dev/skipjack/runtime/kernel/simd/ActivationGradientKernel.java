package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ActivationGradient;
import dev.skipjack.runtime.kernel.ActivationSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From the output alone: where it is positive, so was the input. */
final class ActivationGradientKernel extends Sweep implements ActivationGradient {
  private static final int OUT = 0;
  private static final int GRADIENT = 1;

  private final ActivationSpec spec;
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes output;
  private Planes gradient;
  private Planes toInput;

  ActivationGradientKernel(ActivationSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(INDArray out, INDArray outGradient, INDArray inputGradient) {
    output = outs.of(out);
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
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
