package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.RunningStatistics;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A few floats for each channel, which the caller computes alone. */
final class RunningStatisticsKernel implements RunningStatistics {
  private final int channels;
  private final double momentum;
  private final float[] batch;
  private final float[] running;
  private final Operand<Memory> means = Operand.memory();
  private final Operand<Memory> variances = Operand.memory();
  private final Operand<Memory> runningMeans = Operand.memory();
  private final Operand<Memory> runningVariances = Operand.memory();

  RunningStatisticsKernel(int channels, double momentum) {
    this.channels = channels;
    this.momentum = momentum;
    this.batch = new float[channels];
    this.running = new float[channels];
  }

  @Override
  public void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray runningMean,
      INDArray runningVariance) {
    double count = (double) x.size(0) * x.size(2) * x.size(3);
    // One value has no variance to correct.
    double unbiased = count > 1 ? count / (count - 1) : 1;
    update(runningMeans.of(runningMean), means.of(mean), momentum);
    update(runningVariances.of(runningVariance), variances.of(variance), momentum * unbiased);
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
