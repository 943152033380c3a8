package dev.skipjack.processor.grad;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.UserDefined;

/**
 * Refuses the ops that no graph to differentiate has: gradients, and what comes before or after.
 */
abstract class ForwardVisitor implements Op.Visitor<Void> {
  @Override
  public final Void visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitBatchNorm(Normalization.BatchNorm op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitSeparableConvolution(Fused.SeparableConvolution op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitFoldedConvolution(Fused.FoldedConvolution op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitStatisticsGradient(Normalization.StatisticsGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitLinearGradient(Contraction.LinearGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitNormalizeGradient(Normalization.NormalizeGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitActivationGradient(Elementwise.ActivationGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitPreluGradient(Elementwise.PreluGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitSliceGradient(Movement.SliceGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitDropoutGradient(Elementwise.DropoutGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitPoolGradient(Pooling.PoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitGroupNormGradient(Normalization.GroupNormGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitLayerNormGradient(Normalization.LayerNormGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitUpsampleGradient(Movement.UpsampleGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitCropGradient(Movement.CropGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitAttentionGradient(Sequence.AttentionGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public final Void visitCustomGradient(UserDefined.CustomGradient op) {
    throw notDifferentiable(op);
  }

  private static IllegalStateException notDifferentiable(Op op) {
    return new IllegalStateException(op.text() + " does not occur in a graph to differentiate");
  }
}
