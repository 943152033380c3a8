package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Signature.reads;

import java.util.List;

/** The {@link Signature} of the user's own layers. */
interface UserDefinedSignatures extends UserDefined.Visitor<Signature> {
  @Override
  default Signature visitCustom(UserDefined.Custom op) {
    return reads(INPUT).reads(weights(UserDefined.WEIGHTS, op)).writes(OUTPUT).build();
  }

  @Override
  default Signature visitCustomGradient(UserDefined.CustomGradient op) {
    return reads(INPUT)
        .reads(weights(UserDefined.WEIGHTS, op.forward()))
        .reads(OUTPUT, OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.parameters(), weights(UserDefined.WEIGHT_GRADIENTS, op.forward()))
        .build();
  }

  private static Operand[] weights(List<Operand> names, UserDefined.Custom op) {
    return names.subList(0, op.weights().size()).toArray(Operand[]::new);
  }
}
