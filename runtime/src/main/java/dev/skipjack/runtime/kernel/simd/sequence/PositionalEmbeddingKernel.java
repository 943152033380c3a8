package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** What is learned for each position, added to its token in every image. */
public final class PositionalEmbeddingKernel extends TokenTask implements Runnable {
  private static final int TOKEN = 0;
  private static final int POSITION = 1;

  private final Planes input;
  private final Memory weight;
  private final Planes output;

  public PositionalEmbeddingKernel(Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.weight = Memory.of(operands, WEIGHT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitAll(input.images, input.channels, input.pixels);
  }

  @Override
  void visit(Scratch scratch, int image, int token) {
    int features = input.pixels;
    float[] values = scratch.floats(TOKEN, Lanes.roundUp(features, LENGTH));
    float[] position = scratch.floats(POSITION, Lanes.roundUp(features, LENGTH));
    input.read(image, token, 0, values, 0, features);
    weight.read((long) token * features, position, 0, features);
    Vectors.add(values, 0, position, 0, values, 0, features);
    output.write(image, token, 0, values, 0, features);
  }
}
