package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** A piece of a channel in the first-level cache is read three times. */
public final class StatisticsKernel extends Sweep implements Runnable {
  private static final int X = 0;

  private final StatisticsSums sums;
  private final Planes input;

  public StatisticsKernel(int channels, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.sums = new StatisticsSums(channels, operands, shared);
    this.input = Planes.of(operands, INPUT);
  }

  @Override
  public void run() {
    sweepPlanes(input);
    sums.write((double) input.images * input.pixels);
  }

  @Override
  protected void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    int begin = input.find(image, channel, pixel, stage, 0, count);
    int n = perChannel(count);
    for (int at = begin, c = channel; at < begin + count; at += n, c++) {
      float center = (float) (Reductions.sum(x, at, 0, n) / n);
      double shifted = Reductions.sum(x, at, center, n);
      double squares = Reductions.squares(x, at, center, n);
      sums.add(part, c, n, center, shifted, squares);
    }
  }
}
