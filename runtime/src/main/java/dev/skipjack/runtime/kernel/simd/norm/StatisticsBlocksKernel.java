package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.BlockSweep;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** {@link StatisticsKernel} of a map in blocks: vectors are channels beside each other. */
public final class StatisticsBlocksKernel extends BlockSweep implements Runnable {
  private static final int X = 0;
  private static final int SUMS = 1;

  private final StatisticsSums statistics;
  private final Blocks input;

  public StatisticsBlocksKernel(int channels, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.statistics = new StatisticsSums(channels, operands, shared);
    this.input = Blocks.of(operands, INPUT);
  }

  @Override
  public void run() {
    sweep(input);
    statistics.write((double) input.images * input.pixels);
  }

  @Override
  protected void begin(int parts) {
    statistics.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int block, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    int at = input.find(image, block, pixel, stage, 0, count);
    float[] sums = scratch.floats(SUMS, 3 * SIZE);
    center(x, at, count, sums);
    sum(x, at, count, sums);
    for (int c = 0; c < SIZE; c++) {
      statistics.add(part, block * SIZE + c, count, sums[c], sums[SIZE + c], sums[2 * SIZE + c]);
    }
  }

  /** About the mean of each channel, into the first 16. */
  private static void center(float[] x, int at, int pixels, float[] sums) {
    int even = pixels / 2 * 2 * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      int i = lane;
      for (; i < even; i += 2 * SIZE) {
        sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at + i));
        sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, at + i + SIZE));
      }
      if (i < pixels * SIZE) {
        sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at + i));
      }
      sum0.add(sum1).mul(1f / pixels).intoArray(sums, lane);
    }
  }

  /** Of what is left without it, into the next 16, and of the squares of that, behind them. */
  private static void sum(float[] x, int at, int pixels, float[] sums) {
    int even = pixels / 2 * 2 * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector centers = FloatVector.fromArray(SPECIES, sums, lane);
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      FloatVector square0 = FloatVector.zero(SPECIES);
      FloatVector square1 = FloatVector.zero(SPECIES);
      int i = lane;
      for (; i < even; i += 2 * SIZE) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + i).sub(centers);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + i + SIZE).sub(centers);
        sum0 = sum0.add(x0);
        sum1 = sum1.add(x1);
        square0 = x0.fma(x0, square0);
        square1 = x1.fma(x1, square1);
      }
      if (i < pixels * SIZE) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + i).sub(centers);
        sum0 = sum0.add(x0);
        square0 = x0.fma(x0, square0);
      }
      sum0.add(sum1).intoArray(sums, SIZE + lane);
      square0.add(square1).intoArray(sums, 2 * SIZE + lane);
    }
  }
}
