package dev.skipjack.processor.ir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link Node} computes. Attributes only: operands live on the node, in the order that the
 * {@link Signature} says.
 */
public sealed interface Op
    permits Contraction,
        Fused,
        Normalization,
        Elementwise,
        Pooling,
        Movement,
        Sequence,
        UserDefined {
  <R> R accept(Visitor<R> visitor);

  /** Which layouts it takes; planes unless its kernels know more. */
  default LayoutRule layoutRule() {
    return LayoutRule.PLANES;
  }

  /** The name in graph texts and comments: {@code ConvolutionGradient -> convolution_gradient}. */
  default String mnemonic() {
    return OpClass.of(this).mnemonic();
  }

  /** Mnemonic and what is not usual about it, as in {@code pool<kind=max kernel=2 stride=2>}. */
  default String text() {
    String attributes = String.join(" ", attributes());
    return attributes.isEmpty() ? mnemonic() : mnemonic() + "<" + attributes + ">";
  }

  /** The attributes that neither the types of the operands say nor everybody expects. */
  private List<String> attributes() {
    List<String> attributes = new ArrayList<>();
    try {
      for (RecordComponent component : OpClass.of(this).components()) {
        Object value = component.getAccessor().invoke(this);
        if (value == null) {
          continue; // nothing fused there
        }
        if (value instanceof Op op) {
          if (OpClass.isInner(component)) {
            attributes.addAll(op.attributes());
          } else if (op instanceof Elementwise.Activation activation) {
            attributes.addAll(activation.asPart());
          } else {
            attributes.add(component.getName() + "(" + String.join(" ", op.attributes()) + ")");
          }
        } else if (Boolean.TRUE.equals(value)) {
          attributes.add(component.getName());
        } else if (!isUsual(component.getName(), value)) {
          attributes.add(component.getName() + "=" + value.toString().toLowerCase(Locale.ROOT));
        }
      }
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError("records have public accessors", e);
    }
    return attributes;
  }

  private static boolean isUsual(String name, Object value) {
    return switch (name) {
      case "inChannels", "outChannels", "inFeatures", "outFeatures" -> true;
      case "stride", "dilation", "groups" -> value.equals(1) || value.equals(Span.of(1));
      case "padding", "outputPadding" -> value.equals(0) || value.equals(Span.of(0));
      case "slope" -> value.equals(0.0);
      case "className", "in", "out" -> true;
      case "scale" -> value.equals(1);
      case "height", "width" -> value.equals(0);
      case "arguments", "weights" -> value.equals(List.of());
      default -> value.equals(false);
    };
  }

  /** One method per op: a new op does not compile until every concern has a rule for it. */
  interface Visitor<R> {
    R visitConvolution(Contraction.Convolution op);

    R visitConvolutionGradient(Contraction.ConvolutionGradient op);

    R visitFusedConvolution(Fused.FusedConvolution op);

    R visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op);

    R visitFoldedConvolution(Fused.FoldedConvolution op);

    R visitSeparableConvolution(Fused.SeparableConvolution op);

    R visitLinear(Contraction.Linear op);

    R visitLinearGradient(Contraction.LinearGradient op);

    R visitConvolutionTranspose(Contraction.ConvolutionTranspose op);

    R visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op);

    R visitBatchNorm(Normalization.BatchNorm op);

    R visitStatistics(Normalization.Statistics op);

    R visitStatisticsGradient(Normalization.StatisticsGradient op);

    R visitRunningStatistics(Normalization.RunningStatistics op);

    R visitNormalize(Normalization.Normalize op);

    R visitNormalizeGradient(Normalization.NormalizeGradient op);

    R visitGroupNorm(Normalization.GroupNorm op);

    R visitGroupNormGradient(Normalization.GroupNormGradient op);

    R visitStandardizeWeight(Normalization.StandardizeWeight op);

    R visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op);

    R visitLayerNorm(Normalization.LayerNorm op);

    R visitLayerNormGradient(Normalization.LayerNormGradient op);

    R visitLocalResponseNorm(Normalization.LocalResponseNorm op);

    R visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op);

    R visitActivation(Elementwise.Activation op);

    R visitActivationGradient(Elementwise.ActivationGradient op);

    R visitAdd(Elementwise.Add op);

    R visitMultiply(Elementwise.Multiply op);

    R visitMultiplyGradient(Elementwise.MultiplyGradient op);

    R visitLayerScale(Elementwise.LayerScale op);

    R visitLayerScaleGradient(Elementwise.LayerScaleGradient op);

    R visitPrelu(Elementwise.Prelu op);

    R visitPreluGradient(Elementwise.PreluGradient op);

    R visitDropout(Elementwise.Dropout op);

    R visitDropoutGradient(Elementwise.DropoutGradient op);

    R visitStochasticDepth(Elementwise.StochasticDepth op);

    R visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op);

    R visitPool(Pooling.Pool op);

    R visitPoolGradient(Pooling.PoolGradient op);

    R visitFusedPool(Pooling.FusedPool op);

    R visitFusedPoolGradient(Pooling.FusedPoolGradient op);

    R visitGlobalAveragePool(Pooling.GlobalAveragePool op);

    R visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op);

    R visitGlobalMaxPool(Pooling.GlobalMaxPool op);

    R visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op);

    R visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op);

    R visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op);

    R visitConcat(Movement.Concat op);

    R visitSlice(Movement.Slice op);

    R visitSliceGradient(Movement.SliceGradient op);

    R visitChannelShuffle(Movement.ChannelShuffle op);

    R visitPixelShuffle(Movement.PixelShuffle op);

    R visitPixelShuffleGradient(Movement.PixelShuffleGradient op);

    R visitReshape(Movement.Reshape op);

    R visitPadShortcut(Movement.PadShortcut op);

    R visitPadShortcutGradient(Movement.PadShortcutGradient op);

    R visitUpsample(Movement.Upsample op);

    R visitUpsampleGradient(Movement.UpsampleGradient op);

    R visitPad(Movement.Pad op);

    R visitCrop(Movement.Crop op);

    R visitCropGradient(Movement.CropGradient op);

    R visitCopy(Movement.Copy op);

    R visitReorder(Movement.Reorder op);

    R visitSoftmax(Normalization.Softmax op);

    R visitSoftmaxGradient(Normalization.SoftmaxGradient op);

    R visitTokens(Sequence.Tokens op);

    R visitPixels(Sequence.Pixels op);

    R visitClassToken(Sequence.ClassToken op);

    R visitClassTokenGradient(Sequence.ClassTokenGradient op);

    R visitPositionalEmbedding(Sequence.PositionalEmbedding op);

    R visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op);

    R visitSelectToken(Sequence.SelectToken op);

    R visitSelectTokenGradient(Sequence.SelectTokenGradient op);

    R visitAttention(Sequence.Attention op);

    R visitAttentionGradient(Sequence.AttentionGradient op);

    R visitCustom(UserDefined.Custom op);

    R visitCustomGradient(UserDefined.CustomGradient op);
  }
}
