package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Value;
import java.util.List;
import java.util.Locale;

/** The kernel call of every op, or null for those that the memory plan made vanish. */
final class KernelCalls implements Op.Visitor<KernelCall> {
  private final Node node;

  private KernelCalls(Node node) {
    this.node = node;
  }

  static KernelCall of(Node node) {
    return node.op().accept(new KernelCalls(node));
  }

  // new ConvolutionSpec(inChannels, outChannels, kernel, stride, padding, dilation, groups, bias)
  private static CodeBlock spec(Contraction.Convolution op) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L, $L, $L, $L, $L)",
        RuntimeTypes.kernel("ConvolutionSpec"),
        op.inChannels(),
        op.outChannels(),
        op.kernel(),
        op.stride(),
        op.padding(),
        op.dilation(),
        op.groups(),
        op.bias());
  }

  // new LinearSpec(inFeatures, outFeatures, bias)
  private static CodeBlock spec(Contraction.Linear op) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("LinearSpec"),
        op.inFeatures(),
        op.outFeatures(),
        op.bias());
  }

  // new NormalizeSpec(channels, epsilon, relu)
  private CodeBlock spec(Normalization.Normalize op) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("NormalizeSpec"),
        in(0).type().channels(),
        op.epsilon(),
        op.relu());
  }

  // new ActivationSpec(ActivationSpec.Kind.RELU, slope)
  private static CodeBlock spec(Elementwise.Activation op) {
    return CodeBlock.of(
        "new $1T($1T.Kind.$2L, $3L)",
        RuntimeTypes.kernel("ActivationSpec"),
        op.kind().name(),
        op.slope());
  }

  // new PoolSpec(PoolSpec.Kind.MAX, kernel, stride, padding, ceilMode, countIncludePadding)
  private static CodeBlock spec(Pooling.Pool op) {
    return CodeBlock.of(
        "new $1T($1T.Kind.$2L, $3L, $4L, $5L, $6L, $7L)",
        RuntimeTypes.kernel("PoolSpec"),
        op.kind().name(),
        op.kernel(),
        op.stride(),
        op.padding(),
        op.ceilMode(),
        op.countIncludePadding());
  }

  // new PadShortcutSpec(inChannels, outChannels, stride)
  private static CodeBlock spec(Movement.PadShortcut op) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("PadShortcutSpec"),
        op.inChannels(),
        op.outChannels(),
        op.stride());
  }

  private Value in(int index) {
    return node.inputs().get(index);
  }

  private Value out(int index) {
    return node.outputs().get(index);
  }

  /** kernels.kind(arguments...) for the kernel interface {@code Kind}. */
  private static KernelCall call(String type, CodeBlock arguments, Value... values) {
    String factory = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    return KernelCall.of(type, CodeBlock.of("kernels.$L($L)", factory, arguments), values);
  }

  private static final CodeBlock NOTHING = CodeBlock.of("");

  @Override
  public KernelCall visitConvolution(Contraction.Convolution op) {
    return call("Convolution", spec(op), in(0), in(1), op.bias() ? in(2) : null, out(0));
  }

  @Override
  public KernelCall visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    CodeBlock spec = spec(op.forward());
    return contraction(
        "ConvolutionGradient", spec, op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  public KernelCall visitLinear(Contraction.Linear op) {
    return call("Linear", spec(op), in(0), in(1), op.bias() ? in(2) : null, out(0));
  }

  @Override
  public KernelCall visitLinearGradient(Contraction.LinearGradient op) {
    CodeBlock spec = spec(op.forward());
    return contraction("LinearGradient", spec, op.input(), op.parameters(), op.forward().bias());
  }

  private KernelCall contraction(
      String type, CodeBlock spec, boolean input, boolean parameters, boolean bias) {
    List<Value> outs = node.outputs();
    int next = input ? 1 : 0;
    Value weightGradient = parameters ? outs.get(next) : null;
    Value biasGradient = parameters && bias ? outs.get(next + 1) : null;
    Value inputGradient = input ? outs.get(0) : null;
    return call(type, spec, in(0), in(1), in(2), inputGradient, weightGradient, biasGradient);
  }

  @Override
  public KernelCall visitStatistics(Normalization.Statistics op) {
    CodeBlock channels = CodeBlock.of("$L", in(0).type().channels());
    return call("Statistics", channels, in(0), out(0), out(1));
  }

  @Override
  public KernelCall visitRunningStatistics(Normalization.RunningStatistics op) {
    CodeBlock arguments = CodeBlock.of("$L, $L", in(0).type().channels(), op.momentum());
    return call("RunningStatistics", arguments, in(0), in(1), in(2), in(3), in(4));
  }

  @Override
  public KernelCall visitNormalize(Normalization.Normalize op) {
    return call("Normalize", spec(op), in(0), in(1), in(2), in(3), in(4), out(0));
  }

  @Override
  public KernelCall visitNormalizeGradient(Normalization.NormalizeGradient op) {
    int next = op.input() ? 1 : 0;
    return call(
        "NormalizeGradient",
        CodeBlock.of("$L, $L", spec(op.forward()), op.fixedStatistics()),
        in(0),
        in(1),
        in(2),
        in(3),
        in(4),
        in(5),
        op.input() ? out(0) : null,
        op.parameters() ? out(next) : null,
        op.parameters() ? out(next + 1) : null);
  }

  @Override
  public KernelCall visitActivation(Elementwise.Activation op) {
    return call("Activation", spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitActivationGradient(Elementwise.ActivationGradient op) {
    return call("ActivationGradient", spec(op.forward()), in(0), in(1), out(0));
  }

  @Override
  public KernelCall visitAdd(Elementwise.Add op) {
    return call("Add", NOTHING, in(0), in(1), out(0));
  }

  @Override
  public KernelCall visitDropout(Elementwise.Dropout op) {
    return call("Dropout", CodeBlock.of("$L", op.probability()), in(0), out(0), out(1));
  }

  @Override
  public KernelCall visitDropoutGradient(Elementwise.DropoutGradient op) {
    return call("DropoutGradient", NOTHING, in(0), in(1), out(0));
  }

  @Override
  public KernelCall visitPool(Pooling.Pool op) {
    return call("Pool", spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitPoolGradient(Pooling.PoolGradient op) {
    return call("PoolGradient", spec(op.forward()), in(0), in(1), in(2), out(0));
  }

  @Override
  public KernelCall visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return call("GlobalAveragePool", NOTHING, in(0), out(0));
  }

  @Override
  public KernelCall visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return call("GlobalAveragePoolGradient", NOTHING, in(0), out(0));
  }

  @Override
  public KernelCall visitPadShortcut(Movement.PadShortcut op) {
    return call("PadShortcut", spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return call("PadShortcutGradient", spec(op.forward()), in(0), out(0));
  }

  @Override
  public KernelCall visitCopy(Movement.Copy op) {
    return call("Copy", NOTHING, in(0), out(0));
  }

  @Override
  public KernelCall visitConcat(Movement.Concat op) {
    return null; // its parts were written in place
  }

  @Override
  public KernelCall visitSlice(Movement.Slice op) {
    return null; // a window into its operand
  }

  @Override
  public KernelCall visitReshape(Movement.Reshape op) {
    return null; // the same memory
  }

  @Override
  public KernelCall visitBatchNorm(Normalization.BatchNorm op) {
    throw new IllegalStateException("batch_norm is lowered before code is written");
  }
}
