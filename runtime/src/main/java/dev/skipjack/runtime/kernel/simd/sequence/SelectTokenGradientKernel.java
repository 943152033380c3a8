package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** The gradient of one token, and zeros for all others. */
public final class SelectTokenGradientKernel extends TokenTask implements Runnable {
  private static final int TOKEN = 0;

  private final int index;
  private final Planes gradient;
  private final Planes toInput;

  public SelectTokenGradientKernel(int index, Operands operands, Workers workers) {
    super(workers);
    this.index = index;
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitAll(toInput.images, toInput.channels, toInput.pixels);
  }

  @Override
  void visit(Scratch scratch, int image, int token) {
    int features = toInput.pixels;
    float[] values = scratch.floats(TOKEN, features);
    if (token == index) {
      gradient.read(image, 0, 0, values, 0, features);
    } else {
      Arrays.fill(values, 0, features, 0);
    }
    toInput.write(image, token, 0, values, 0, features);
  }
}
