package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Puts the rectangle back into a plane of zeros. */
public final class CropGradientKernel extends PlaneTask implements Runnable {
  private static final int GRADIENT = 0;
  private static final int RESULT = 1;

  private final CropSpec spec;
  private final Planes gradient;
  private final Planes toInput;

  public CropGradientKernel(CropSpec spec, Operands operands, Workers workers) {
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
    for (int row = 0; row < gradient.height; row++) {
      int to = (spec.top() + row) * toInput.width + spec.left();
      System.arraycopy(g, row * gradient.width, result, to, gradient.width);
    }
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }
}
