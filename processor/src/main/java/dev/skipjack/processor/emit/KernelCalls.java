package dev.skipjack.processor.emit;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;
import java.util.Arrays;

/**
 * The spec of every op's kernel, as an expression; null for those that the memory plan made vanish.
 */
final class KernelCalls implements Op.Visitor<CodeBlock> {
  private final Node node;

  private KernelCalls(Node node) {
    this.node = node;
  }

  static CodeBlock of(Node node) {
    return node.op().accept(new KernelCalls(node));
  }

  private int channels() {
    return node.value(INPUT).type().channels();
  }

  /** As a map of one pixel, which is the same in each, lies where the other side does. */
  private Layout layout(Operand name) {
    TensorType type = node.value(name).type();
    TensorType other = node.value(name == INPUT ? OUTPUT : INPUT).type();
    return type.isOnePixel() && Layout.fillsBlocks(type.channels())
        ? other.layout()
        : type.layout();
  }

  // new DropoutSpec(0.1)
  private static CodeBlock call(String type, Object... arguments) {
    CodeBlock all =
        Arrays.stream(arguments)
            .map(argument -> CodeBlock.of("$L", argument))
            .collect(CodeBlock.joining(", "));
    return CodeBlock.of("new $T($L)", RuntimeTypes.kernel(type), all);
  }

  @Override
  public CodeBlock visitConvolution(Contraction.Convolution op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return call("convolution.ConvolutionGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitLinear(Contraction.Linear op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitLinearGradient(Contraction.LinearGradient op) {
    return call("linear.LinearGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return call("convolution.ConvolutionTransposeGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitFusedConvolution(Fused.FusedConvolution op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return call(
        "convolution.FusedConvolutionGradientSpec",
        KernelSpecs.spec(op.forward()),
        op.accumulate());
  }

  @Override
  public CodeBlock visitFoldedConvolution(Fused.FoldedConvolution op) {
    return KernelSpecs.spec(op, layout(INPUT), layout(OUTPUT));
  }

  @Override
  public CodeBlock visitSeparableConvolution(Fused.SeparableConvolution op) {
    return KernelSpecs.spec(op, layout(INPUT), layout(OUTPUT));
  }

  @Override
  public CodeBlock visitStatistics(Normalization.Statistics op) {
    return call("norm.StatisticsSpec", channels());
  }

  @Override
  public CodeBlock visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return call("norm.StatisticsGradientSpec", channels(), op.accumulate());
  }

  @Override
  public CodeBlock visitRunningStatistics(Normalization.RunningStatistics op) {
    return call("norm.RunningStatisticsSpec", channels(), op.momentum());
  }

  @Override
  public CodeBlock visitNormalize(Normalization.Normalize op) {
    return KernelSpecs.spec(channels(), op);
  }

  @Override
  public CodeBlock visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return call("norm.NormalizeGradientSpec", KernelSpecs.spec(channels(), op.forward()));
  }

  @Override
  public CodeBlock visitGroupNorm(Normalization.GroupNorm op) {
    return KernelSpecs.spec(channels(), op);
  }

  @Override
  public CodeBlock visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return call("norm.GroupNormGradientSpec", KernelSpecs.spec(channels(), op.forward()));
  }

  @Override
  public CodeBlock visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return KernelSpecs.spec(node.value(INPUT).type(), op);
  }

  @Override
  public CodeBlock visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return call(
        "norm.GroupNormGradientSpec", KernelSpecs.spec(node.value(INPUT).type(), op.forward()));
  }

  @Override
  public CodeBlock visitLayerNorm(Normalization.LayerNorm op) {
    return KernelSpecs.spec(channels(), op, layout(INPUT));
  }

  @Override
  public CodeBlock visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return call(
        "norm.LayerNormGradientSpec", KernelSpecs.spec(channels(), op.forward(), Layout.PLANES));
  }

  @Override
  public CodeBlock visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return call("norm.LocalResponseNormGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitActivation(Elementwise.Activation op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitActivationGradient(Elementwise.ActivationGradient op) {
    return call("activation.ActivationGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitAdd(Elementwise.Add op) {
    return call("elementwise.AddSpec");
  }

  @Override
  public CodeBlock visitMultiply(Elementwise.Multiply op) {
    return KernelSpecs.spec(op, node.value(INPUT).type().layout());
  }

  @Override
  public CodeBlock visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return call("elementwise.MultiplyGradientSpec", KernelSpecs.spec(op.forward(), Layout.PLANES));
  }

  @Override
  public CodeBlock visitLayerScale(Elementwise.LayerScale op) {
    return KernelSpecs.layerScale(channels());
  }

  @Override
  public CodeBlock visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return call("elementwise.LayerScaleGradientSpec", KernelSpecs.layerScale(channels()));
  }

  @Override
  public CodeBlock visitPrelu(Elementwise.Prelu op) {
    return KernelSpecs.spec(channels(), op);
  }

  @Override
  public CodeBlock visitPreluGradient(Elementwise.PreluGradient op) {
    return call("activation.PreluGradientSpec", KernelSpecs.spec(channels(), op.forward()));
  }

  @Override
  public CodeBlock visitDropout(Elementwise.Dropout op) {
    return call("elementwise.DropoutSpec", op.probability());
  }

  @Override
  public CodeBlock visitDropoutGradient(Elementwise.DropoutGradient op) {
    return call("elementwise.DropoutGradientSpec");
  }

  @Override
  public CodeBlock visitStochasticDepth(Elementwise.StochasticDepth op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return call("elementwise.StochasticDepthGradientSpec");
  }

  @Override
  public CodeBlock visitPool(Pooling.Pool op) {
    return KernelSpecs.spec(op, layout(INPUT));
  }

  @Override
  public CodeBlock visitPoolGradient(Pooling.PoolGradient op) {
    return call("pool.PoolGradientSpec", KernelSpecs.spec(op.forward(), Layout.PLANES));
  }

  @Override
  public CodeBlock visitFusedPool(Pooling.FusedPool op) {
    return KernelSpecs.spec(channels(), op, layout(INPUT));
  }

  @Override
  public CodeBlock visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return call(
        "pool.FusedPoolGradientSpec", KernelSpecs.spec(channels(), op.forward(), Layout.PLANES));
  }

  @Override
  public CodeBlock visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return layout(INPUT) == Layout.PLANES
        ? call("pool.GlobalAveragePoolSpec")
        : call("pool.GlobalAveragePoolSpec", KernelSpecs.layout(layout(INPUT)));
  }

  @Override
  public CodeBlock visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return call("pool.GlobalAveragePoolGradientSpec");
  }

  @Override
  public CodeBlock visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return call("pool.AdaptiveAveragePoolSpec");
  }

  @Override
  public CodeBlock visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return call("pool.AdaptiveAveragePoolGradientSpec");
  }

  @Override
  public CodeBlock visitSliceGradient(Movement.SliceGradient op) {
    return call("movement.SliceGradientSpec", op.forward().offset());
  }

  @Override
  public CodeBlock visitChannelShuffle(Movement.ChannelShuffle op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitPixelShuffle(Movement.PixelShuffle op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return call("movement.PixelShuffleGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return call("pool.GlobalMaxPoolSpec");
  }

  @Override
  public CodeBlock visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return call("pool.GlobalMaxPoolGradientSpec");
  }

  @Override
  public CodeBlock visitPadShortcut(Movement.PadShortcut op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return call("movement.PadShortcutGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitUpsample(Movement.Upsample op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitUpsampleGradient(Movement.UpsampleGradient op) {
    return call("pool.UpsampleGradientSpec", KernelSpecs.spec(op.forward()));
  }

  /** Zeros around a map are what the gradient of a crop puts there. */
  @Override
  public CodeBlock visitPad(Movement.Pad op) {
    return call(
        "movement.CropGradientSpec", KernelSpecs.spec(new Movement.Crop(op.top(), op.left())));
  }

  @Override
  public CodeBlock visitCrop(Movement.Crop op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitCropGradient(Movement.CropGradient op) {
    return call("movement.CropGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitCopy(Movement.Copy op) {
    return call("movement.CopySpec");
  }

  @Override
  public CodeBlock visitReorder(Movement.Reorder op) {
    return KernelSpecs.reorder(layout(INPUT), layout(OUTPUT), channels());
  }

  @Override
  public CodeBlock visitSoftmax(Normalization.Softmax op) {
    return call("activation.SoftmaxSpec");
  }

  @Override
  public CodeBlock visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return call("activation.SoftmaxGradientSpec");
  }

  @Override
  public CodeBlock visitTokens(Sequence.Tokens op) {
    return call("sequence.TokensSpec");
  }

  @Override
  public CodeBlock visitPixels(Sequence.Pixels op) {
    return call("sequence.PixelsSpec");
  }

  @Override
  public CodeBlock visitClassToken(Sequence.ClassToken op) {
    return call("sequence.ClassTokenSpec");
  }

  @Override
  public CodeBlock visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return call("sequence.ClassTokenGradientSpec");
  }

  @Override
  public CodeBlock visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return call("sequence.PositionalEmbeddingSpec");
  }

  @Override
  public CodeBlock visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return call("sequence.PositionalEmbeddingGradientSpec");
  }

  @Override
  public CodeBlock visitSelectToken(Sequence.SelectToken op) {
    return KernelSpecs.spec(op);
  }

  @Override
  public CodeBlock visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return call("sequence.SelectTokenGradientSpec", KernelSpecs.spec(op.forward()));
  }

  @Override
  public CodeBlock visitAttention(Sequence.Attention op) {
    return KernelSpecs.attention(channels() / 3, op);
  }

  @Override
  public CodeBlock visitAttentionGradient(Sequence.AttentionGradient op) {
    return call(
        "sequence.AttentionGradientSpec", KernelSpecs.attention(channels() / 3, op.forward()));
  }

  @Override
  public CodeBlock visitCustom(UserDefined.Custom op) {
    return KernelSpecs.spec(op, node);
  }

  @Override
  public CodeBlock visitCustomGradient(UserDefined.CustomGradient op) {
    return call("custom.CustomGradientSpec", KernelSpecs.spec(op.forward(), node));
  }

  @Override
  public CodeBlock visitConcat(Movement.Concat op) {
    return null; // its parts were written in place
  }

  @Override
  public CodeBlock visitSlice(Movement.Slice op) {
    return null; // a window into its operand
  }

  @Override
  public CodeBlock visitReshape(Movement.Reshape op) {
    return null; // the same memory
  }

  @Override
  public CodeBlock visitBatchNorm(Normalization.BatchNorm op) {
    throw new IllegalStateException("batch_norm is lowered before code is written");
  }
}
