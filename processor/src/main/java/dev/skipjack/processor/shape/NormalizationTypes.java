package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;

import dev.skipjack.processor.ir.Normalization;

/** The types of normalization: see {@link TypeRules}. */
interface NormalizationTypes extends Normalization.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitBatchNorm(Normalization.BatchNorm op) {
    return normalization();
  }

  @Override
  default Void visitStatistics(Normalization.Statistics op) {
    return normalization();
  }

  @Override
  default Void visitRunningStatistics(Normalization.RunningStatistics op) {
    return normalization();
  }

  @Override
  default Void visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return normalization();
  }

  @Override
  default Void visitNormalize(Normalization.Normalize op) {
    return normalization();
  }

  @Override
  default Void visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return normalization();
  }

  @Override
  default Void visitGroupNorm(Normalization.GroupNorm op) {
    return withinImage();
  }

  @Override
  default Void visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return withinImage();
  }

  @Override
  default Void visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return node().same();
  }

  @Override
  default Void visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return node().same();
  }

  @Override
  default Void visitLayerNorm(Normalization.LayerNorm op) {
    return withinImage();
  }

  @Override
  default Void visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return withinImage();
  }

  @Override
  default Void visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return node().same();
  }

  @Override
  default Void visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return node().same();
  }

  @Override
  default Void visitSoftmax(Normalization.Softmax op) {
    return node().same();
  }

  @Override
  default Void visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return node().same();
  }

  /** Of a map or of features. */
  private Void normalization() {
    node()
        .vectors(
            node().input().channels(), MEAN, VARIANCE, GAMMA, BETA, RUNNING_MEAN, RUNNING_VARIANCE);
    node().is(ADDEND, node().input());
    return node().same();
  }

  /** Of a map or of features. */
  private Void withinImage() {
    node().vectors(node().input().channels(), GAMMA, BETA);
    return node().same();
  }
}
