package dev.skipjack.runtime.kernel;

/** The kernels that take, send back or remember statistics, with those of others in between. */
final class StatisticsSharing {
  /** Null: what is here is all there is. */
  private SharedStatistics shared;

  void with(SharedStatistics newShared) {
    shared = newShared;
  }

  /** The kernel, with what happens before or behind it if it has to do with statistics. */
  Kernel between(OpSpec spec, Kernel kernel) {
    StatisticsUse use = spec.statisticsUse();
    if (use == null) {
      return kernel;
    }
    return switch (use.when()) {
      case TAKEN -> operands -> merging(kernel, operands, use);
      case SENT_BACK ->
          operands ->
              operands.has(use.mean()) ? summing(kernel, operands, use) : kernel.bind(operands);
      case REMEMBERED -> operands -> updating(kernel, operands, use);
    };
  }

  private Runnable merging(Kernel kernel, Operands operands, StatisticsUse use) {
    Runnable run = kernel.bind(operands);
    ArrayCopy means = ArrayCopy.of(operands.get(use.mean()));
    ArrayCopy variances = ArrayCopy.of(operands.get(use.variance()));
    long values = values(operands.get(use.of()));
    return () -> {
      run.run();
      if (shared != null) {
        shared.merge(means.fetch(), variances.fetch(), values);
        means.deliver();
        variances.deliver();
      }
    };
  }

  private Runnable summing(Kernel kernel, Operands operands, StatisticsUse use) {
    Runnable run = kernel.bind(operands);
    ArrayCopy means = ArrayCopy.of(operands.get(use.mean()));
    ArrayCopy variances = ArrayCopy.of(operands.get(use.variance()));
    long values = values(operands.get(use.of()));
    return () -> {
      if (shared != null) {
        shared.sum(means.fetch(), variances.fetch(), values);
        means.deliver();
        variances.deliver();
      }
      run.run();
    };
  }

  private Runnable updating(Kernel kernel, Operands operands, StatisticsUse use) {
    Runnable run = kernel.bind(operands);
    ArrayCopy variance = ArrayCopy.of(operands.get(use.variance()));
    long values = values(operands.get(use.of()));
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
