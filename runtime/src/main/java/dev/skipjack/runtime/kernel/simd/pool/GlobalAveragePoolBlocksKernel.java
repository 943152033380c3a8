package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Each channel's sum over the number of its pixels, of a map in blocks. */
public final class GlobalAveragePoolBlocksKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int OUT = 1;

  /** Pixels that are summed before the sum is added to another: large maps stay exact. */
  private static final int PIECE = 64;

  private final Workers workers;
  private final Blocks input;
  private final Blocks output;
  private int parts;

  public GlobalAveragePoolBlocksKernel(Operands operands, Workers workers) {
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.output = Blocks.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    parts = Parts.ofFloats(input.images * input.blocks(), (double) input.pixels * SIZE);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int blocks = input.blocks();
    int end = Parts.first(part + 1, parts, input.images * blocks);
    for (int i = Parts.first(part, parts, input.images * blocks); i < end; i++) {
      scratch.poison();
      float[] x = scratch.floats(X, input.pixels * SIZE);
      float[] mean = scratch.floats(OUT, SIZE);
      input.read(i / blocks, i % blocks, 0, x, 0, input.pixels);
      for (int lane = 0; lane < SIZE; lane += LENGTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int p = 0; p < input.pixels; p += PIECE) {
          sum = sum.add(sum(x, p, Math.min(p + PIECE, input.pixels), lane));
        }
        sum.div(input.pixels).intoArray(mean, lane);
      }
      output.write(i / blocks, i % blocks, 0, mean, 0, 1); // a pixel lies alike in both layouts
    }
  }

  private static FloatVector sum(float[] x, int first, int end, int lane) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int p = first; p < end; p++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, x, p * SIZE + lane));
    }
    return sum;
  }
}
