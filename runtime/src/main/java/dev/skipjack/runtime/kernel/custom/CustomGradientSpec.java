package dev.skipjack.runtime.kernel.custom;

import static dev.skipjack.runtime.kernel.Operand.FOURTH_WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SECOND_WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.THIRD_WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Signature;
import java.util.List;

/** Gradients of a layer of the user's own. */
public record CustomGradientSpec(CustomSpec forward) implements OpSpec {
  /** The names of its weights' gradients, in their order. */
  public static final List<Operand> WEIGHT_GRADIENTS =
      List.of(
          WEIGHT_GRADIENT, SECOND_WEIGHT_GRADIENT, THIRD_WEIGHT_GRADIENT, FOURTH_WEIGHT_GRADIENT);

  /**
   * INPUT, OUTPUT and OUTPUT_GRADIENT as those of the layer, and its weights; the gradients that
   * are wanted, each in the shape of what it belongs to.
   */
  @Override
  public Signature signature() {
    Operand[] gradients =
        WEIGHT_GRADIENTS.subList(0, forward.weights().size()).toArray(Operand[]::new);
    return Signature.of(INPUT, OUTPUT, OUTPUT_GRADIENT)
        .with(true, forward.weightNames())
        .wanted(INPUT_GRADIENT)
        .wanted(gradients);
  }

  @Override
  public String describe() {
    return forward.describe().replace("custom[", "customGradient[");
  }
}
