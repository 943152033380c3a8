package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Gives the picked pixels their gradients, and zero to those between. */
public final class PadShortcutGradientKernel extends PlaneTask implements Runnable {
  private static final int GRADIENT = 0;
  private static final int RESULT = 1;

  private final PadShortcutSpec spec;
  private final Planes gradient;
  private final Planes toInput;

  public PadShortcutGradientKernel(PadShortcutSpec spec, Operands operands, Workers workers) {
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
    float[] g = scratch.floats(GRADIENT, gradient.pixels);
    float[] result = scratch.floats(RESULT, toInput.pixels);
    gradient.read(image, channel, 0, g, 0, gradient.pixels);
    Arrays.fill(result, 0, toInput.pixels, 0);
    int stride = spec.stride();
    int at = 0;
    for (int row = 0; row < toInput.height; row += stride) {
      int end = (row + 1) * toInput.width;
      for (int i = row * toInput.width; i < end; i += stride) {
        result[i] = g[at++];
      }
    }
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }
}
