package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** One token of each sequence. */
public final class SelectTokenKernel extends TokenTask implements Runnable {
  private static final int TOKEN = 0;

  private final int index;
  private final Planes input;
  private final Planes output;

  public SelectTokenKernel(int index, Operands operands, Workers workers) {
    super(workers);
    this.index = index;
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitAll(input.images, 1, input.pixels);
  }

  @Override
  void visit(Scratch scratch, int image, int piece) {
    float[] values = scratch.floats(TOKEN, input.pixels);
    input.read(image, index, 0, values, 0, input.pixels);
    output.write(image, 0, 0, values, 0, input.pixels);
  }
}
