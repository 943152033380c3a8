package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Picks pixels for the channels that there are, and zeroes the others. */
public final class PadShortcutKernel extends PlaneTask implements Runnable {
  private static final int X = 0;
  private static final int OUT = 1;

  private final PadShortcutSpec spec;
  private final Planes input;
  private final Planes output;

  public PadShortcutKernel(PadShortcutSpec spec, Operands operands, Workers workers) {
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
    float[] to = scratch.floats(OUT, output.pixels);
    if (channel < input.channels) {
      float[] x = scratch.floats(X, input.pixels);
      input.read(image, channel, 0, x, 0, input.pixels);
      pick(x, to);
    } else {
      Arrays.fill(to, 0, output.pixels, 0);
    }
    output.write(image, channel, 0, to, 0, output.pixels);
  }

  private void pick(float[] x, float[] to) {
    int stride = spec.stride();
    int at = 0;
    for (int row = 0; row < input.height; row += stride) {
      int end = (row + 1) * input.width;
      for (int i = row * input.width; i < end; i += stride) {
        to[at++] = x[i];
      }
    }
  }
}
