package dev.skipjack.runtime.kernel.optimizer;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.KernelSpec;

/**
 * Adam and AdamW.
 *
 * @param beta1 decay of the mean, in [0, 1)
 * @param beta2 decay of the mean square, in [0, 1)
 * @param epsilon positive, added after the root
 * @param weightDecay at least 0
 * @param decoupled AdamW: the decay shrinks parameters and stays out of the moments
 */
public record AdamSpec(
    double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements KernelSpec<AdamStep> {
  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public AdamSpec {
    Checks.requireBeta("beta1", beta1);
    Checks.requireBeta("beta2", beta2);
    Checks.requireDecay(weightDecay);
    Checks.require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
  }

  @Override
  public AdamStep around(AdamStep kernel, Around around) {
    return (parameters, gradients, mean, square, step, learningRate) ->
        around.run(() -> kernel.run(parameters, gradients, mean, square, step, learningRate));
  }
}
