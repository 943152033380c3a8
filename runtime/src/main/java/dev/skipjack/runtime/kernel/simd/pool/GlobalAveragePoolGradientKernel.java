package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Gives each pixel its share. */
public final class GlobalAveragePoolGradientKernel extends PlaneTask implements Runnable {
  private static final int GRADIENT = 0;
  private static final int RESULT = 1;

  private final Planes gradient;
  private final Planes toInput;

  public GlobalAveragePoolGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitPlanes(toInput);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] g = scratch.floats(GRADIENT, 1);
    float[] result = scratch.floats(RESULT, toInput.pixels);
    gradient.read(image, channel, 0, g, 0, 1);
    Arrays.fill(result, 0, toInput.pixels, g[0] / toInput.pixels);
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }
}
