package dev.skipjack.processor.memory;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import java.util.ArrayList;
import java.util.List;

/**
 * What each op may write over, as its kernels of every provider promise; most have memory of their
 * own for what they write.
 */
final class OverwriteRules implements Op.Visitor<List<Overwrite>> {
  private static final List<Overwrite> NONE = List.of();
  private static final int OUT_GRADIENT_OF_NORMALIZE = 5;

  private final Node node;

  private OverwriteRules(Node node) {
    this.node = node;
  }

  static List<Overwrite> of(Node node) {
    return node.op().accept(new OverwriteRules(node));
  }

  /** The gradients so far. */
  @Override
  public List<Overwrite> visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    List<Overwrite> all = new ArrayList<>();
    for (int i = op.firstSoFar(); op.accumulate() && i < node.inputs().size(); i++) {
      all.add(Overwrite.added(i, i - op.firstSoFar()));
    }
    return all;
  }

  /** The addend, which is read last; not the input, even where it is the addend. */
  @Override
  public List<Overwrite> visitFoldedConvolution(Fused.FoldedConvolution op) {
    return op.add() ? List.of(Overwrite.alone(node.inputs().size() - 1, 0)) : NONE;
  }

  /** The gradient so far. */
  @Override
  public List<Overwrite> visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return op.accumulate() ? List.of(Overwrite.added(4, 0)) : NONE;
  }

  /** The addend's gradient is the output's, where the ReLU passed. */
  @Override
  public List<Overwrite> visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return op.addend()
        ? List.of(Overwrite.alone(OUT_GRADIENT_OF_NORMALIZE, op.input() ? 1 : 0))
        : NONE;
  }

  @Override
  public List<Overwrite> visitActivation(Elementwise.Activation op) {
    return List.of(Overwrite.elementwise(0, 0));
  }

  @Override
  public List<Overwrite> visitActivationGradient(Elementwise.ActivationGradient op) {
    return List.of(Overwrite.elementwise(1, 0));
  }

  @Override
  public List<Overwrite> visitAdd(Elementwise.Add op) {
    return List.of(Overwrite.elementwise(0, 0));
  }

  @Override
  public List<Overwrite> visitDropoutGradient(Elementwise.DropoutGradient op) {
    return List.of(Overwrite.elementwise(1, 0));
  }

  /** The mask, the other result, is one number for an image. */
  @Override
  public List<Overwrite> visitStochasticDepth(Elementwise.StochasticDepth op) {
    return List.of(Overwrite.alone(0, 0));
  }

  @Override
  public List<Overwrite> visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return List.of(Overwrite.alone(1, 0));
  }

  @Override
  public List<Overwrite> visitConvolution(Contraction.Convolution op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitFusedConvolution(Fused.FusedConvolution op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitLinear(Contraction.Linear op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitLinearGradient(Contraction.LinearGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitConvolutionTransposeGradient(
      Contraction.ConvolutionTransposeGradient op) {
    return NONE;
  }

  /** Lowered before memory is planned. */
  @Override
  public List<Overwrite> visitBatchNorm(Normalization.BatchNorm op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitStatistics(Normalization.Statistics op) {
    return NONE;
  }

  /** What it changes in place are parameters, which have memory of their own. */
  @Override
  public List<Overwrite> visitRunningStatistics(Normalization.RunningStatistics op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitNormalize(Normalization.Normalize op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitLocalResponseNormGradient(
      Normalization.LocalResponseNormGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitDropout(Elementwise.Dropout op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitPool(Pooling.Pool op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitPoolGradient(Pooling.PoolGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitFusedPool(Pooling.FusedPool op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return NONE;
  }

  /** Nothing is written: its parts lie in it. */
  @Override
  public List<Overwrite> visitConcat(Movement.Concat op) {
    return NONE;
  }

  /** Nothing is written: it lies in its operand. */
  @Override
  public List<Overwrite> visitSlice(Movement.Slice op) {
    return NONE;
  }

  /** Nothing is written: it is its operand. */
  @Override
  public List<Overwrite> visitReshape(Movement.Reshape op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitPadShortcut(Movement.PadShortcut op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitUpsample(Movement.Upsample op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitUpsampleGradient(Movement.UpsampleGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitPad(Movement.Pad op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitCrop(Movement.Crop op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitCropGradient(Movement.CropGradient op) {
    return NONE;
  }

  @Override
  public List<Overwrite> visitCopy(Movement.Copy op) {
    return NONE;
  }
}
