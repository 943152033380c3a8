package dev.skipjack.runtime.kernel.optimizer;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.KernelSpec;

/**
 * Stochastic gradient descent.
 *
 * @param momentum in [0, 1)
 * @param nesterov whether to look ahead
 * @param weightDecay L2 penalty, at least 0
 */
public record SgdSpec(double momentum, boolean nesterov, double weightDecay)
    implements KernelSpec<SgdStep> {
  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public SgdSpec {
    Checks.requireBeta("momentum", momentum);
    Checks.requireDecay(weightDecay);
  }

  @Override
  public SgdStep around(SgdStep kernel, Around around) {
    return (parameters, gradients, velocity, learningRate) ->
        around.run(() -> kernel.run(parameters, gradients, velocity, learningRate));
  }
}
