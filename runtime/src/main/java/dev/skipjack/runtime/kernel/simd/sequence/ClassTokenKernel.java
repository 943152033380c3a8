package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The class token of all images, then the tokens of each. */
public final class ClassTokenKernel extends TokenTask implements Runnable {
  private static final int TOKEN = 0;

  private final Planes input;
  private final Memory weight;
  private final Planes output;

  public ClassTokenKernel(Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.weight = Memory.of(operands, WEIGHT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitAll(output.images, output.channels, output.pixels);
  }

  @Override
  void visit(Scratch scratch, int image, int token) {
    int features = output.pixels;
    float[] values = scratch.floats(TOKEN, features);
    if (token == 0) {
      weight.read(0, values, 0, features);
    } else {
      input.read(image, token - 1, 0, values, 0, features);
    }
    output.write(image, token, 0, values, 0, features);
  }
}
