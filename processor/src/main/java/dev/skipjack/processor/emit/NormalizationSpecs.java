package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.emit.KernelSpecs.layouts;
import static dev.skipjack.processor.ir.Operand.INPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.TensorType;

/** The specs of the kernels of normalization, as {@link KernelCalls} asks for them. */
interface NormalizationSpecs extends Normalization.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitBatchNorm(Normalization.BatchNorm op) {
    throw new IllegalStateException("batch_norm is lowered before code is written");
  }

  @Override
  default CodeBlock visitStatistics(Normalization.Statistics op) {
    return CodeBlock.of(
        "new $T($L$L)",
        RuntimeTypes.kernel("norm.StatisticsSpec"),
        channels(),
        layouts(mapLayout()));
  }

  @Override
  default CodeBlock visitRunningStatistics(Normalization.RunningStatistics op) {
    return call("norm.RunningStatisticsSpec", channels(), op.momentum());
  }

  @Override
  default CodeBlock visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return CodeBlock.of(
        "new $T($L, $L$L)",
        RuntimeTypes.kernel("norm.StatisticsGradientSpec"),
        channels(),
        op.accumulate(),
        layouts(mapLayout()));
  }

  @Override
  default CodeBlock visitNormalize(Normalization.Normalize op) {
    return spec(channels(), op, mapLayout());
  }

  @Override
  default CodeBlock visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return call("norm.NormalizeGradientSpec", spec(channels(), op.forward(), mapLayout()));
  }

  @Override
  default CodeBlock visitGroupNorm(Normalization.GroupNorm op) {
    return spec(channels(), op);
  }

  @Override
  default CodeBlock visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return call("norm.GroupNormGradientSpec", spec(channels(), op.forward()));
  }

  @Override
  default CodeBlock visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return spec(node().value(INPUT).type(), op);
  }

  @Override
  default CodeBlock visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return call("norm.GroupNormGradientSpec", spec(node().value(INPUT).type(), op.forward()));
  }

  @Override
  default CodeBlock visitLayerNorm(Normalization.LayerNorm op) {
    return spec(channels(), op, mapLayout());
  }

  @Override
  default CodeBlock visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return call("norm.LayerNormGradientSpec", spec(channels(), op.forward(), mapLayout()));
  }

  @Override
  default CodeBlock visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return call("norm.LocalResponseNormGradientSpec", spec(op.forward()));
  }

  @Override
  default CodeBlock visitSoftmax(Normalization.Softmax op) {
    return call("activation.SoftmaxSpec");
  }

  @Override
  default CodeBlock visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return call("activation.SoftmaxGradientSpec");
  }

  /** How all of its maps lie. */
  private Layout mapLayout() {
    return node().value(INPUT).type().layout();
  }

  // as part of another op; null for null
  static CodeBlock spec(int channels, Normalization.Normalize op) {
    return op == null ? CodeBlock.of("null") : spec(channels, op, Layout.PLANES);
  }

  // new NormalizeSpec(channels, epsilon), with what follows ", activation", ", add, activation" or
  // ", add, activation, layout"
  private static CodeBlock spec(int channels, Normalization.Normalize op, Layout layout) {
    boolean all = layout != Layout.PLANES;
    return CodeBlock.of(
        "new $T($L, $L$L$L$L)",
        RuntimeTypes.kernel("norm.NormalizeSpec"),
        channels,
        op.epsilon(),
        all || op.add() ? CodeBlock.of(", $L", op.add()) : CodeBlock.of(""),
        all || op.add() || op.activation() != null
            ? CodeBlock.of(", $L", ElementwiseSpecs.spec(op.activation()))
            : CodeBlock.of(""),
        layouts(layout));
  }

  // new GroupNormSpec(channels, groups, epsilon, affine)
  static CodeBlock spec(int channels, Normalization.GroupNorm op) {
    return call("norm.GroupNormSpec", channels, op.groups(), op.epsilon(), op.affine());
  }

  // new GroupNormSpec(inChannels, 1, epsilon, false): an output channel is an image of one group
  static CodeBlock spec(TensorType weight, Normalization.StandardizeWeight op) {
    return spec(weight.dims().get(1), new Normalization.GroupNorm(1, op.epsilon(), false));
  }

  // new LayerNormSpec(channels, epsilon, affine), or with the layout
  static CodeBlock spec(int channels, Normalization.LayerNorm op, Layout layout) {
    return CodeBlock.of(
        "new $T($L, $L, $L$L)",
        RuntimeTypes.kernel("norm.LayerNormSpec"),
        channels,
        op.epsilon(),
        op.affine(),
        layouts(layout));
  }

  // new LocalResponseNormSpec(size, alpha, beta, k)
  static CodeBlock spec(Normalization.LocalResponseNorm op) {
    return call("norm.LocalResponseNormSpec", op.size(), op.alpha(), op.beta(), op.k());
  }
}
