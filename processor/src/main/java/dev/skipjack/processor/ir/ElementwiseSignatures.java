package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MASK;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.RIGHT;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.SCALE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.processor.ir.Overwrite.alone;
import static dev.skipjack.processor.ir.Overwrite.elementwise;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of elementwise ops. */
interface ElementwiseSignatures extends Elementwise.Visitor<Signature> {
  Signature SCALED = reads(INPUT, WEIGHT).writes(OUTPUT).over(elementwise(INPUT, OUTPUT)).build();

  private static Signature weightedGradient(boolean input, boolean parameters) {
    return reads(INPUT, WEIGHT, OUTPUT_GRADIENT)
        .writes(input, INPUT_GRADIENT)
        .writes(parameters, WEIGHT_GRADIENT)
        .over(input, elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT))
        .build();
  }

  @Override
  default Signature visitActivation(Elementwise.Activation op) {
    return reads(INPUT).writes(OUTPUT).over(elementwise(INPUT, OUTPUT)).build();
  }

  @Override
  default Signature visitActivationGradient(Elementwise.ActivationGradient op) {
    return reads(op.forward().kind().gradientReads())
        .reads(OUTPUT_GRADIENT)
        .writes(INPUT_GRADIENT)
        .over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT))
        .build();
  }

  @Override
  default Signature visitAdd(Elementwise.Add op) {
    return reads(LEFT, RIGHT).writes(OUTPUT).over(elementwise(LEFT, OUTPUT)).build();
  }

  @Override
  default Signature visitMultiply(Elementwise.Multiply op) {
    return reads(INPUT, SCALE).writes(OUTPUT).over(elementwise(INPUT, OUTPUT)).build();
  }

  @Override
  default Signature visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return reads(INPUT, SCALE, OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.scale(), SCALE_GRADIENT)
        .over(op.input(), elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT))
        .build();
  }

  @Override
  default Signature visitLayerScale(Elementwise.LayerScale op) {
    return SCALED;
  }

  @Override
  default Signature visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return weightedGradient(op.input(), op.parameters());
  }

  @Override
  default Signature visitPrelu(Elementwise.Prelu op) {
    return SCALED;
  }

  @Override
  default Signature visitPreluGradient(Elementwise.PreluGradient op) {
    return weightedGradient(op.input(), op.parameters());
  }

  @Override
  default Signature visitDropout(Elementwise.Dropout op) {
    return reads(INPUT).writes(OUTPUT, MASK).build();
  }

  @Override
  default Signature visitDropoutGradient(Elementwise.DropoutGradient op) {
    return reads(MASK, OUTPUT_GRADIENT)
        .writes(INPUT_GRADIENT)
        .over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT))
        .build();
  }

  /** The mask, the other result, is one number for an image. */
  @Override
  default Signature visitStochasticDepth(Elementwise.StochasticDepth op) {
    return reads(INPUT).writes(OUTPUT, MASK).over(alone(INPUT, OUTPUT)).build();
  }

  @Override
  default Signature visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return reads(MASK, OUTPUT_GRADIENT)
        .writes(INPUT_GRADIENT)
        .over(alone(OUTPUT_GRADIENT, INPUT_GRADIENT))
        .build();
  }
}
