package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.ADDEND_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Overwrite.added;
import static dev.skipjack.processor.ir.Overwrite.alone;
import static dev.skipjack.processor.ir.Overwrite.elementwise;

import dev.skipjack.processor.ir.Aliasing.Written;
import java.util.ArrayList;
import java.util.List;

/**
 * What the results of each op share with its operands, as its kernels of every provider promise;
 * most have memory of their own for what they write.
 */
final class AliasingRules implements Op.Visitor<Aliasing> {
  static final AliasingRules RULES = new AliasingRules();

  private AliasingRules() {}

  /** The gradients so far. */
  @Override
  public Aliasing visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    List<Overwrite> sums = new ArrayList<>();
    if (op.accumulate() && op.input()) {
      sums.add(added(INPUT_GRADIENT_SO_FAR, INPUT_GRADIENT));
    }
    if (op.accumulate() && op.inputStatistics()) {
      sums.add(added(MEAN_GRADIENT_SO_FAR, MEAN_GRADIENT));
      sums.add(added(VARIANCE_GRADIENT_SO_FAR, VARIANCE_GRADIENT));
    }
    return new Written(sums);
  }

  /** The addend, which is read last; not the input, even where it is the addend. */
  @Override
  public Aliasing visitFoldedConvolution(Fused.FoldedConvolution op) {
    return op.add() ? Written.over(alone(ADDEND, OUTPUT)) : Written.APART;
  }

  /** Rows of the input are read again behind those that are written, and the addend often is it. */
  @Override
  public Aliasing visitSeparableConvolution(Fused.SeparableConvolution op) {
    return Written.APART;
  }

  /** Lowered before memory is planned. */
  @Override
  public Aliasing visitBatchNorm(Normalization.BatchNorm op) {
    return Written.APART;
  }

  /** The gradient so far. */
  @Override
  public Aliasing visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return op.accumulate()
        ? Written.over(added(INPUT_GRADIENT_SO_FAR, INPUT_GRADIENT))
        : Written.APART;
  }

  /** What it changes in place are parameters, which have memory of their own. */
  @Override
  public Aliasing visitRunningStatistics(Normalization.RunningStatistics op) {
    return Written.APART;
  }

  /** The addend's gradient is that before the activation. */
  @Override
  public Aliasing visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return op.addend() ? Written.over(alone(OUTPUT_GRADIENT, ADDEND_GRADIENT)) : Written.APART;
  }

  @Override
  public Aliasing visitActivation(Elementwise.Activation op) {
    return Written.over(elementwise(INPUT, OUTPUT));
  }

  @Override
  public Aliasing visitActivationGradient(Elementwise.ActivationGradient op) {
    return Written.over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT));
  }

  @Override
  public Aliasing visitLayerScale(Elementwise.LayerScale op) {
    return Written.over(elementwise(INPUT, OUTPUT));
  }

  @Override
  public Aliasing visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return op.input() ? Written.over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT)) : Written.APART;
  }

  @Override
  public Aliasing visitPrelu(Elementwise.Prelu op) {
    return Written.over(elementwise(INPUT, OUTPUT));
  }

  @Override
  public Aliasing visitPreluGradient(Elementwise.PreluGradient op) {
    return op.input() ? Written.over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT)) : Written.APART;
  }

  @Override
  public Aliasing visitAdd(Elementwise.Add op) {
    return Written.over(elementwise(LEFT, OUTPUT));
  }

  @Override
  public Aliasing visitMultiply(Elementwise.Multiply op) {
    return Written.over(elementwise(INPUT, OUTPUT));
  }

  @Override
  public Aliasing visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return op.input() ? Written.over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT)) : Written.APART;
  }

  @Override
  public Aliasing visitDropoutGradient(Elementwise.DropoutGradient op) {
    return Written.over(elementwise(OUTPUT_GRADIENT, INPUT_GRADIENT));
  }

  /** The mask, the other result, is one number for an image. */
  @Override
  public Aliasing visitStochasticDepth(Elementwise.StochasticDepth op) {
    return Written.over(alone(INPUT, OUTPUT));
  }

  @Override
  public Aliasing visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return Written.over(alone(OUTPUT_GRADIENT, INPUT_GRADIENT));
  }

  @Override
  public Aliasing visitConcat(Movement.Concat op) {
    return new Aliasing.Slab();
  }

  @Override
  public Aliasing visitSlice(Movement.Slice op) {
    return new Aliasing.Window(op.offset());
  }

  @Override
  public Aliasing visitReshape(Movement.Reshape op) {
    return new Aliasing.Window(0);
  }

  @Override
  public Aliasing visitConvolution(Contraction.Convolution op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitLinear(Contraction.Linear op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitLinearGradient(Contraction.LinearGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitFusedConvolution(Fused.FusedConvolution op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitStatistics(Normalization.Statistics op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitNormalize(Normalization.Normalize op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitGroupNorm(Normalization.GroupNorm op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitLayerNorm(Normalization.LayerNorm op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitDropout(Elementwise.Dropout op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPool(Pooling.Pool op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPoolGradient(Pooling.PoolGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitFusedPool(Pooling.FusedPool op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitSliceGradient(Movement.SliceGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitChannelShuffle(Movement.ChannelShuffle op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPixelShuffle(Movement.PixelShuffle op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPadShortcut(Movement.PadShortcut op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitUpsample(Movement.Upsample op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitUpsampleGradient(Movement.UpsampleGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPad(Movement.Pad op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitCrop(Movement.Crop op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitCropGradient(Movement.CropGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitCopy(Movement.Copy op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitReorder(Movement.Reorder op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitSoftmax(Normalization.Softmax op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitTokens(Sequence.Tokens op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPixels(Sequence.Pixels op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitClassToken(Sequence.ClassToken op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitSelectToken(Sequence.SelectToken op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitAttention(Sequence.Attention op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitAttentionGradient(Sequence.AttentionGradient op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitCustom(UserDefined.Custom op) {
    return Written.APART;
  }

  @Override
  public Aliasing visitCustomGradient(UserDefined.CustomGradient op) {
    return Written.APART;
  }
}
