package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The gradients of all tokens but the first, and the sum of those of the first. */
public final class ClassTokenGradientKernel extends TokenTask implements Runnable {
  private static final int TOKEN = 0;

  private final Planes gradient;
  private final Planes toInput;
  private final Memory toWeight;
  private final TokenSums sums;
  private final Workers workers;
  private final Workers.Task sumTask = this::sum;

  public ClassTokenGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.workers = workers;
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toWeight = Memory.of(operands, WEIGHT_GRADIENT);
    this.sums = new TokenSums(gradient, toWeight);
  }

  @Override
  public void run() {
    if (toWeight != null) {
      workers.run(1, sumTask);
    }
    if (toInput != null) {
      visitAll(toInput.images, toInput.channels, toInput.pixels);
    }
  }

  private void sum(int part, Scratch scratch) {
    sums.sum(0, scratch);
  }

  @Override
  void visit(Scratch scratch, int image, int token) {
    int features = toInput.pixels;
    float[] values = scratch.floats(TOKEN, features);
    gradient.read(image, token + 1, 0, values, 0, features);
    toInput.write(image, token, 0, values, 0, features);
  }
}
