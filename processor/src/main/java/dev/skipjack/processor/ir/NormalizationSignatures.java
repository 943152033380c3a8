package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.ADDEND_GRADIENT;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BETA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.GAMMA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.RUNNING_MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Overwrite.added;
import static dev.skipjack.processor.ir.Overwrite.alone;
import static dev.skipjack.processor.ir.Signature.GRADIENT_FROM_BOTH;
import static dev.skipjack.processor.ir.Signature.MAP;
import static dev.skipjack.processor.ir.Signature.gradient;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of normalization. */
interface NormalizationSignatures extends Normalization.Visitor<Signature> {
  private static Signature withinImage(boolean affine) {
    return reads(INPUT).reads(affine, GAMMA, BETA).writes(OUTPUT).build();
  }

  private static Signature withinImageGradient(boolean affine, boolean input, boolean parameters) {
    return reads(INPUT)
        .reads(affine, GAMMA)
        .reads(OUTPUT_GRADIENT)
        .writes(input, INPUT_GRADIENT)
        .writes(affine && parameters, GAMMA_GRADIENT, BETA_GRADIENT)
        .build();
  }

  @Override
  default Signature visitBatchNorm(Normalization.BatchNorm op) {
    return reads(INPUT, GAMMA, BETA, RUNNING_MEAN, RUNNING_VARIANCE).writes(OUTPUT).build();
  }

  @Override
  default Signature visitStatistics(Normalization.Statistics op) {
    return reads(INPUT).writes(MEAN, VARIANCE).build();
  }

  /** What it changes in place are parameters, which have memory of their own. */
  @Override
  default Signature visitRunningStatistics(Normalization.RunningStatistics op) {
    return reads(INPUT, MEAN, VARIANCE, RUNNING_MEAN, RUNNING_VARIANCE).build();
  }

  @Override
  default Signature visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return reads(INPUT, MEAN, MEAN_GRADIENT, VARIANCE_GRADIENT)
        .reads(op.accumulate(), INPUT_GRADIENT_SO_FAR)
        .writes(INPUT_GRADIENT)
        .over(op.accumulate(), added(INPUT_GRADIENT_SO_FAR, INPUT_GRADIENT))
        .build();
  }

  @Override
  default Signature visitNormalize(Normalization.Normalize op) {
    return reads(INPUT, MEAN, VARIANCE, GAMMA, BETA).reads(op.add(), ADDEND).writes(OUTPUT).build();
  }

  /** Over the output's gradient: the addend's is that before the activation. */
  @Override
  default Signature visitNormalizeGradient(Normalization.NormalizeGradient op) {
    boolean again = op.forward().gradientReadsInput();
    return reads(INPUT)
        .reads(!again, OUTPUT)
        .reads(MEAN, VARIANCE, GAMMA)
        .reads(again, BETA)
        .reads(again && op.forward().add(), ADDEND)
        .reads(OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.addend(), ADDEND_GRADIENT)
        .writes(op.statistics(), MEAN_GRADIENT, VARIANCE_GRADIENT)
        .writes(op.parameters(), GAMMA_GRADIENT, BETA_GRADIENT)
        .over(op.addend(), alone(OUTPUT_GRADIENT, ADDEND_GRADIENT))
        .build();
  }

  @Override
  default Signature visitGroupNorm(Normalization.GroupNorm op) {
    return withinImage(op.affine());
  }

  @Override
  default Signature visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return withinImageGradient(op.forward().affine(), op.input(), op.parameters());
  }

  @Override
  default Signature visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return MAP;
  }

  @Override
  default Signature visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return reads(INPUT, OUTPUT_GRADIENT).writes(INPUT_GRADIENT).build();
  }

  @Override
  default Signature visitLayerNorm(Normalization.LayerNorm op) {
    return withinImage(op.affine());
  }

  @Override
  default Signature visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return withinImageGradient(op.forward().affine(), op.input(), op.parameters());
  }

  @Override
  default Signature visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return MAP;
  }

  @Override
  default Signature visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return GRADIENT_FROM_BOTH;
  }

  @Override
  default Signature visitSoftmax(Normalization.Softmax op) {
    return MAP;
  }

  @Override
  default Signature visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return gradient(OUTPUT);
  }
}
