package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

/** The kernels that take, send back or remember statistics, with those of others in between. */
final class StatisticsSharing {
  /** Null: what is here is all there is. */
  private SharedStatistics shared;

  void with(SharedStatistics newShared) {
    shared = newShared;
  }

  /** The kernel, with what happens before or behind it if it has to do with statistics. */
  Kernel between(OpSpec spec, Kernel kernel) {
    if (spec instanceof StatisticsSpec) {
      return operands -> merging(kernel, operands, INPUT, MEAN, VARIANCE);
    }
    if (spec instanceof FusedConvolutionSpec fused && fused.statistics()) {
      return operands -> merging(kernel, operands, OUTPUT, OUTPUT_MEAN, OUTPUT_VARIANCE);
    }
    if (spec instanceof StatisticsGradientSpec) {
      return operands -> summing(kernel, operands, INPUT, MEAN_GRADIENT, VARIANCE_GRADIENT);
    }
    if (spec instanceof FusedConvolutionGradientSpec) {
      return operands ->
          operands.has(OUTPUT_MEAN_GRADIENT)
              ? summing(kernel, operands, OUTPUT, OUTPUT_MEAN_GRADIENT, OUTPUT_VARIANCE_GRADIENT)
              : kernel.bind(operands);
    }
    return spec instanceof RunningStatisticsSpec ? operands -> updating(kernel, operands) : kernel;
  }

  private Runnable merging(
      Kernel kernel, Operands operands, Operand of, Operand mean, Operand variance) {
    Runnable run = kernel.bind(operands);
    ArrayCopy means = ArrayCopy.of(operands.get(mean));
    ArrayCopy variances = ArrayCopy.of(operands.get(variance));
    long values = values(operands.get(of));
    return () -> {
      run.run();
      if (shared != null) {
        shared.merge(means.fetch(), variances.fetch(), values);
        means.deliver();
        variances.deliver();
      }
    };
  }

  private Runnable summing(
      Kernel kernel, Operands operands, Operand of, Operand mean, Operand variance) {
    Runnable run = kernel.bind(operands);
    ArrayCopy means = ArrayCopy.of(operands.get(mean));
    ArrayCopy variances = ArrayCopy.of(operands.get(variance));
    long values = values(operands.get(of));
    return () -> {
      if (shared != null) {
        shared.sum(means.fetch(), variances.fetch(), values);
        means.deliver();
        variances.deliver();
      }
      run.run();
    };
  }

  private Runnable updating(Kernel kernel, Operands operands) {
    Runnable run = kernel.bind(operands);
    ArrayCopy variance = ArrayCopy.of(operands.get(VARIANCE));
    long values = values(operands.get(INPUT));
    return () -> {
      if (shared == null) {
        run.run();
      } else {
        shared.update(variance.fetch(), values, () -> delivered(variance, run));
        variance.deliver();
      }
    };
  }

  private static void delivered(ArrayCopy changed, Runnable run) {
    changed.deliver();
    run.run();
  }

  /** Of each channel. */
  private static long values(Tensor map) {
    return map.length() / map.size(1);
  }
}
