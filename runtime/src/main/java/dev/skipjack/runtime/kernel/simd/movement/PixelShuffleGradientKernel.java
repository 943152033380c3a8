package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Takes the pixels of a plane apart, to several planes. */
public final class PixelShuffleGradientKernel extends PlaneTask implements Runnable {
  private static final int FROM = 0;
  private static final int TO = 1;

  private final PixelShuffleSpec spec;
  private final Planes gradient;
  private final Planes toInput;

  public PixelShuffleGradientKernel(PixelShuffleSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitPlanes(gradient);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] from = scratch.floats(FROM, gradient.pixels);
    float[] to = scratch.floats(TO, toInput.pixels);
    int scale = spec.scale();
    gradient.read(image, channel, 0, from, 0, gradient.pixels);
    for (int row = 0; row < scale; row++) {
      for (int column = 0; column < scale; column++) {
        for (int y = 0; y < toInput.height; y++) {
          int at = (y * scale + row) * gradient.width + column;
          for (int x = 0; x < toInput.width; x++) {
            to[y * toInput.width + x] = from[at + x * scale];
          }
        }
        toInput.write(image, (channel * scale + row) * scale + column, 0, to, 0, toInput.pixels);
      }
    }
  }
}
