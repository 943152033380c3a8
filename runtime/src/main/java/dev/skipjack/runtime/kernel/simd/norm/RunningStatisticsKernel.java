package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.RunningStatisticsSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;

/** A few floats for each channel, which the caller computes alone. */
public final class RunningStatisticsKernel implements Runnable {
  private final int channels;
  private final double momentum;
  private final float[] batch;
  private final float[] running;
  private final Planes input;
  private final Memory mean;
  private final Memory variance;
  private final Memory runningMean;
  private final Memory runningVariance;

  public RunningStatisticsKernel(RunningStatisticsSpec spec, Operands operands) {
    this.channels = spec.channels();
    this.momentum = spec.momentum();
    this.batch = new float[channels];
    this.running = new float[channels];
    this.input = Planes.of(operands, INPUT);
    this.mean = Memory.of(operands, MEAN);
    this.variance = Memory.of(operands, VARIANCE);
    this.runningMean = Memory.of(operands, RUNNING_MEAN);
    this.runningVariance = Memory.of(operands, RUNNING_VARIANCE);
  }

  @Override
  public void run() {
    double count = (double) input.images * input.pixels;
    // One value has no variance to correct.
    double unbiased = count > 1 ? count / (count - 1) : 1;
    update(runningMean, mean, momentum);
    update(runningVariance, variance, momentum * unbiased);
  }

  private void update(Memory memory, Memory values, double factor) {
    values.read(0, batch, 0, channels);
    memory.read(0, running, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      float now = (float) ((1 - momentum) * running[channel] + factor * batch[channel]);
      running[channel] = Math.abs(now) < Float.MIN_NORMAL ? 0 : now;
    }
    memory.write(0, running, 0, channels);
  }
}
