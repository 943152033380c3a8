package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

/** Ops of an input, a weight and perhaps a bias, in this order. */
final class WeightedSteps {
  private WeightedSteps() {}

  static OpCheck.Forward forward(OpSpec spec, boolean bias) {
    return (kernels, x, out) ->
        kernels
            .step(spec)
            .bind(
                new Operands()
                    .with(INPUT, x[0])
                    .with(WEIGHT, x[1])
                    .with(BIAS, bias ? x[2] : null)
                    .with(OUTPUT, out[0]))
            .run();
  }

  static OpCheck.Backward backward(OpSpec gradient, boolean bias) {
    return (kernels, x, out, g, d) ->
        kernels
            .step(gradient)
            .bind(
                new Operands()
                    .with(INPUT, x[0])
                    .with(WEIGHT, x[1])
                    .with(OUTPUT_GRADIENT, g[0])
                    .with(INPUT_GRADIENT, d[0])
                    .with(WEIGHT_GRADIENT, d[1])
                    .with(BIAS_GRADIENT, bias ? d[2] : null))
            .run();
  }
}
