package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Gives all to the first pixel that is the largest, or to the last NaN. */
public final class GlobalMaxPoolGradientKernel extends PlaneTask implements Runnable {
  private static final int FROM = 0;
  private static final int TO = 1;
  private static final int ONE = 2;

  private final Planes input;
  private final Planes output;
  private final Planes gradient;
  private final Planes toInput;

  public GlobalMaxPoolGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] x = scratch.floats(FROM, input.pixels);
    float[] to = scratch.floats(TO, input.pixels);
    float[] one = scratch.floats(ONE, 1);
    input.read(image, channel, 0, x, 0, input.pixels);
    output.read(image, channel, 0, one, 0, 1);
    int pixel = pixel(x, input.pixels, one[0]);
    gradient.read(image, channel, 0, one, 0, 1);
    Arrays.fill(to, 0, input.pixels, 0);
    to[pixel] = one[0];
    toInput.write(image, channel, 0, to, 0, input.pixels);
  }

  private static int pixel(float[] x, int count, float most) {
    if (Float.isNaN(most)) {
      int last = count - 1;
      while (last > 0 && !Float.isNaN(x[last])) {
        last--;
      }
      return last;
    }
    int first = 0;
    while (first < count - 1 && x[first] != most) {
      first++;
    }
    return first;
  }
}
