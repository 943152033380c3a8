package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.BIAS_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of contractions. */
interface ContractionSignatures extends Contraction.Visitor<Signature> {
  private static Signature contraction(boolean bias) {
    return reads(INPUT, WEIGHT).reads(bias, BIAS).writes(OUTPUT).build();
  }

  private static Signature contractionGradient(boolean input, boolean parameters, boolean bias) {
    return reads(INPUT, WEIGHT, OUTPUT_GRADIENT)
        .writes(input, INPUT_GRADIENT)
        .writes(parameters, WEIGHT_GRADIENT)
        .writes(parameters && bias, BIAS_GRADIENT)
        .build();
  }

  @Override
  default Signature visitConvolution(Contraction.Convolution op) {
    return contraction(op.bias());
  }

  @Override
  default Signature visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return contractionGradient(op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  default Signature visitLinear(Contraction.Linear op) {
    return contraction(op.bias());
  }

  @Override
  default Signature visitLinearGradient(Contraction.LinearGradient op) {
    return contractionGradient(op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  default Signature visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return contraction(op.bias());
  }

  @Override
  default Signature visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return contractionGradient(op.input(), op.parameters(), op.forward().bias());
  }
}
