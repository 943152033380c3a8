package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Lays the pixels of several planes between each other. */
public final class PixelShuffleKernel extends PlaneTask implements Runnable {
  private static final int FROM = 0;
  private static final int TO = 1;

  private final PixelShuffleSpec spec;
  private final Planes input;
  private final Planes output;

  public PixelShuffleKernel(PixelShuffleSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitPlanes(output);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] from = scratch.floats(FROM, input.pixels);
    float[] to = scratch.floats(TO, output.pixels);
    int scale = spec.scale();
    for (int row = 0; row < scale; row++) {
      for (int column = 0; column < scale; column++) {
        input.read(image, (channel * scale + row) * scale + column, 0, from, 0, input.pixels);
        for (int y = 0; y < input.height; y++) {
          int at = (y * scale + row) * output.width + column;
          for (int x = 0; x < input.width; x++) {
            to[at + x * scale] = from[y * input.width + x];
          }
        }
      }
    }
    output.write(image, channel, 0, to, 0, output.pixels);
  }
}
