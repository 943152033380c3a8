package dev.skipjack.processor.emit;

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
 * Refuses the ops that no graph has which predicts and in which nothing is fused: those of
 * training, gradients and fused ones.
 */
abstract class PlainVisitor<R> implements Op.Visitor<R> {
  @Override
  public final R visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitFusedConvolution(Fused.FusedConvolution op) {
    throw notPlain(op);
  }

  @Override
  public final R visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitSeparableConvolution(Fused.SeparableConvolution op) {
    throw notPlain(op);
  }

  @Override
  public final R visitFoldedConvolution(Fused.FoldedConvolution op) {
    throw notPlain(op);
  }

  @Override
  public final R visitLinearGradient(Contraction.LinearGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitBatchNorm(Normalization.BatchNorm op) {
    throw notPlain(op);
  }

  @Override
  public final R visitStatistics(Normalization.Statistics op) {
    throw notPlain(op);
  }

  @Override
  public final R visitStatisticsGradient(Normalization.StatisticsGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitRunningStatistics(Normalization.RunningStatistics op) {
    throw notPlain(op);
  }

  @Override
  public final R visitNormalizeGradient(Normalization.NormalizeGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitGroupNormGradient(Normalization.GroupNormGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitLayerNormGradient(Normalization.LayerNormGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitActivationGradient(Elementwise.ActivationGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitDropout(Elementwise.Dropout op) {
    throw notPlain(op);
  }

  @Override
  public final R visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitPreluGradient(Elementwise.PreluGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitSliceGradient(Movement.SliceGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitDropoutGradient(Elementwise.DropoutGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitStochasticDepth(Elementwise.StochasticDepth op) {
    throw notPlain(op);
  }

  @Override
  public final R visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitPoolGradient(Pooling.PoolGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitFusedPool(Pooling.FusedPool op) {
    throw notPlain(op);
  }

  @Override
  public final R visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitUpsampleGradient(Movement.UpsampleGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitReorder(Movement.Reorder op) {
    throw notPlain(op);
  }

  @Override
  public final R visitCropGradient(Movement.CropGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitAttentionGradient(Sequence.AttentionGradient op) {
    throw notPlain(op);
  }

  @Override
  public final R visitCustomGradient(UserDefined.CustomGradient op) {
    throw notPlain(op);
  }

  static IllegalStateException notPlain(Op op) {
    return new IllegalStateException(op.text() + " does not occur in a plain prediction");
  }
}
