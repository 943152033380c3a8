package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Each channel's sum over the number of its pixels, of a map in blocks. */
public final class GlobalAveragePoolBlocksKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int OUT = 1;

  /** Pixels that are read and summed before the sum is added to another: large maps stay exact. */
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
      float[] x = scratch.aligned(X, PIECE * SIZE);
      float[] mean = scratch.floats(OUT, SIZE);
      Arrays.fill(mean, 0, SIZE, 0);
      for (int p = 0; p < input.pixels; p += PIECE) {
        int count = Math.min(PIECE, input.pixels - p);
        input.read(i / blocks, i % blocks, p, x, FIRST, count);
        add(x, count, mean);
      }
      for (int c = 0; c < SIZE; c++) {
        mean[c] /= input.pixels;
      }
      output.write(i / blocks, i % blocks, 0, mean, 0, 1); // a pixel lies alike in both layouts
    }
  }

  /** Adds the sums of some pixels, those of every fourth apart: no sum waits for another. */
  private static void add(float[] x, int pixels, float[] sums) {
    int whole = FIRST + pixels / 4 * 4 * SIZE;
    int end = FIRST + pixels * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      FloatVector sum2 = FloatVector.zero(SPECIES);
      FloatVector sum3 = FloatVector.zero(SPECIES);
      int i = FIRST + lane;
      for (; i < whole; i += 4 * SIZE) {
        sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, i));
        sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, i + SIZE));
        sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, i + 2 * SIZE));
        sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, i + 3 * SIZE));
      }
      for (; i < end; i += SIZE) {
        sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, i));
      }
      FloatVector sum = sum0.add(sum1).add(sum2.add(sum3));
      FloatVector.fromArray(SPECIES, sums, lane).add(sum).intoArray(sums, lane);
    }
  }
}
