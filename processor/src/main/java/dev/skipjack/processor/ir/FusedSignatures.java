package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BETA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.BIAS_GRADIENT;
import static dev.skipjack.processor.ir.Operand.EXPAND_BETA;
import static dev.skipjack.processor.ir.Operand.EXPAND_BIAS;
import static dev.skipjack.processor.ir.Operand.EXPAND_GAMMA;
import static dev.skipjack.processor.ir.Operand.EXPAND_MEAN;
import static dev.skipjack.processor.ir.Operand.EXPAND_VARIANCE;
import static dev.skipjack.processor.ir.Operand.EXPAND_WEIGHT;
import static dev.skipjack.processor.ir.Operand.FOLD_BETA;
import static dev.skipjack.processor.ir.Operand.FOLD_GAMMA;
import static dev.skipjack.processor.ir.Operand.FOLD_MEAN;
import static dev.skipjack.processor.ir.Operand.FOLD_VARIANCE;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.GAMMA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.PROJECT_BETA;
import static dev.skipjack.processor.ir.Operand.PROJECT_BIAS;
import static dev.skipjack.processor.ir.Operand.PROJECT_GAMMA;
import static dev.skipjack.processor.ir.Operand.PROJECT_MEAN;
import static dev.skipjack.processor.ir.Operand.PROJECT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.PROJECT_WEIGHT;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.processor.ir.Overwrite.added;
import static dev.skipjack.processor.ir.Overwrite.alone;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of fused ops. */
interface FusedSignatures extends Fused.Visitor<Signature> {
  @Override
  default Signature visitFusedConvolution(Fused.FusedConvolution op) {
    return reads(INPUT, WEIGHT)
        .reads(op.convolution().bias(), BIAS)
        .reads(op.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .writes(OUTPUT)
        .writes(op.statistics(), OUTPUT_MEAN, OUTPUT_VARIANCE)
        .build();
  }

  @Override
  default Signature visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return reads(INPUT, WEIGHT)
        .reads(op.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .reads(op.corrected(), OUTPUT, OUTPUT_MEAN)
        .reads(OUTPUT_GRADIENT)
        .reads(op.corrected(), OUTPUT_MEAN_GRADIENT, OUTPUT_VARIANCE_GRADIENT)
        .reads(op.accumulate() && op.input(), INPUT_GRADIENT_SO_FAR)
        .reads(
            op.accumulate() && op.inputStatistics(), MEAN_GRADIENT_SO_FAR, VARIANCE_GRADIENT_SO_FAR)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.inputStatistics(), MEAN_GRADIENT, VARIANCE_GRADIENT)
        .writes(op.norm(), GAMMA_GRADIENT, BETA_GRADIENT)
        .writes(op.parameters(), WEIGHT_GRADIENT)
        .writes(op.parameters() && op.convolution().bias(), BIAS_GRADIENT)
        .over(op.accumulate() && op.input(), added(INPUT_GRADIENT_SO_FAR, INPUT_GRADIENT))
        .over(
            op.accumulate() && op.inputStatistics(),
            added(MEAN_GRADIENT_SO_FAR, MEAN_GRADIENT),
            added(VARIANCE_GRADIENT_SO_FAR, VARIANCE_GRADIENT))
        .build();
  }

  /**
   * Over the addend, of which each element is read before its place is written; not over the input,
   * which is read after that, even where it is the addend.
   */
  @Override
  default Signature visitFoldedConvolution(Fused.FoldedConvolution op) {
    return reads(INPUT)
        .reads(op.gated(), SCALE)
        .reads(true, WEIGHT)
        .reads(op.convolution().bias(), BIAS)
        .reads(op.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .reads(op.fold() != null, FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA)
        .reads(op.scaled(), FOLD_GAMMA)
        .reads(op.add(), ADDEND)
        .writes(OUTPUT)
        .over(op.add(), alone(ADDEND, OUTPUT))
        .build();
  }

  /**
   * Over nothing: rows of the input are read again behind those that are written, and the addend
   * often is it.
   */
  @Override
  default Signature visitSeparableConvolution(Fused.SeparableConvolution op) {
    Fused.FoldedConvolution expand = op.expand();
    Fused.FoldedConvolution project = op.project();
    return reads(INPUT)
        .reads(expand != null, EXPAND_WEIGHT)
        .reads(hasBias(expand), EXPAND_BIAS)
        .reads(hasFold(expand), EXPAND_MEAN, EXPAND_VARIANCE, EXPAND_GAMMA, EXPAND_BETA)
        .reads(true, WEIGHT)
        .reads(hasBias(op.depthwise()), BIAS)
        .reads(hasFold(op.depthwise()), FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA)
        .reads(project != null, PROJECT_WEIGHT)
        .reads(hasBias(project), PROJECT_BIAS)
        .reads(hasFold(project), PROJECT_MEAN, PROJECT_VARIANCE, PROJECT_GAMMA, PROJECT_BETA)
        .reads(op.add(), ADDEND)
        .writes(OUTPUT)
        .build();
  }

  private static boolean hasBias(Fused.FoldedConvolution op) {
    return op != null && op.convolution().bias();
  }

  private static boolean hasFold(Fused.FoldedConvolution op) {
    return op != null && op.fold() != null;
  }
}
