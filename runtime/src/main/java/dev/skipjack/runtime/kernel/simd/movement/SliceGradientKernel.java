package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.SliceGradientSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Copies the planes of the slice, and zeroes the others. */
public final class SliceGradientKernel extends PlaneTask implements Runnable {
  private static final int TO = 0;

  private final SliceGradientSpec spec;
  private final Planes gradient;
  private final Planes toInput;

  public SliceGradientKernel(SliceGradientSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitPlanes(toInput);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] to = scratch.floats(TO, toInput.pixels);
    int sliced = channel - spec.offset();
    if (sliced >= 0 && sliced < gradient.channels) {
      gradient.read(image, sliced, 0, to, 0, toInput.pixels);
    } else {
      Arrays.fill(to, 0, toInput.pixels, 0);
    }
    toInput.write(image, channel, 0, to, 0, toInput.pixels);
  }
}
