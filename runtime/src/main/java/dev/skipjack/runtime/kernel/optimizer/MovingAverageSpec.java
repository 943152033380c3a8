package dev.skipjack.runtime.kernel.optimizer;

import dev.skipjack.runtime.kernel.KernelSpec;

/** A {@link MovingAverage}. */
public record MovingAverageSpec() implements KernelSpec<MovingAverage> {
  @Override
  public MovingAverage around(MovingAverage kernel, Around around) {
    return (values, average, decay) -> around.run(() -> kernel.run(values, average, decay));
  }
}
