package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The gradient of an activation, from its input or its output. */
public final class ActivationGradientKernel extends Sweep implements Runnable {
  private static final int READ = 0;
  private static final int GRADIENT = 1;

  private final ActivationSpec spec;
  private final Planes read;
  private final Planes gradient;
  private final Planes toInput;

  public ActivationGradientKernel(ActivationSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.read = Planes.of(operands, spec.kind().gradientReads());
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    sweepImages(read);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] of = scratch.floats(READ, CAPACITY);
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    int ofAt = read.find(image, channel, pixel, of, 0, count);
    int gAt = gradient.find(image, channel, pixel, g, 0, count);
    int at = toInput.place(image, channel, pixel, 0);
    Activations.gradient(
        spec, read.array(of), ofAt, gradient.array(g), gAt, toInput.array(g), at, count);
    toInput.deliver(image, channel, pixel, g, 0, count);
  }
}
