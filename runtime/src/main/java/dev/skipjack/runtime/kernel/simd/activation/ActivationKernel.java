package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** An activation that nothing takes along. */
public final class ActivationKernel extends Sweep implements Runnable {
  private static final int X = 0;

  private final ActivationSpec spec;
  private final Planes input;
  private final Planes output;

  public ActivationKernel(ActivationSpec spec, Operands operands, Workers workers) {
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
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] out = output.array(x);
    int at = output.place(image, channel, pixel, 0);
    input.read(image, channel, pixel, out, at, count);
    Activations.apply(spec, out, at, count);
    output.deliver(image, channel, pixel, x, 0, count);
  }
}
