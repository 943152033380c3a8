package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
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
    return call(
        "Convolution", KernelSpecs.spec(op), in(0), in(1), op.bias() ? in(2) : null, out(0));
  }

  @Override
  public KernelCall visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    CodeBlock spec = KernelSpecs.spec(op.forward());
    return contraction(
        "ConvolutionGradient", spec, op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  public KernelCall visitLinear(Contraction.Linear op) {
    return call("Linear", KernelSpecs.spec(op), in(0), in(1), op.bias() ? in(2) : null, out(0));
  }

  @Override
  public KernelCall visitLinearGradient(Contraction.LinearGradient op) {
    CodeBlock spec = KernelSpecs.spec(op.forward());
    return contraction("LinearGradient", spec, op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  public KernelCall visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    Value bias = op.bias() ? in(2) : null;
    return call("ConvolutionTranspose", KernelSpecs.spec(op), in(0), in(1), bias, out(0));
  }

  @Override
  public KernelCall visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    CodeBlock spec = KernelSpecs.spec(op.forward());
    return contraction(
        "ConvolutionTransposeGradient", spec, op.input(), op.parameters(), op.forward().bias());
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
    CodeBlock spec = KernelSpecs.spec(in(0).type().channels(), op);
    Value addend = op.add() ? in(5) : null;
    return call("Normalize", spec, in(0), in(1), in(2), in(3), in(4), addend, out(0));
  }

  @Override
  public KernelCall visitNormalizeGradient(Normalization.NormalizeGradient op) {
    Iterator<Value> outs = node.outputs().iterator();
    Value inputGradient = op.input() ? outs.next() : null;
    Value addendGradient = op.addend() ? outs.next() : null;
    Value meanGradient = op.statistics() ? outs.next() : null;
    Value varianceGradient = op.statistics() ? outs.next() : null;
    Value gammaGradient = op.parameters() ? outs.next() : null;
    Value betaGradient = op.parameters() ? outs.next() : null;
    List<Value> values = new ArrayList<>(node.inputs());
    values.addAll(
        Arrays.asList(
            inputGradient,
            addendGradient,
            gammaGradient,
            betaGradient,
            meanGradient,
            varianceGradient));
    CodeBlock spec = KernelSpecs.spec(in(0).type().channels(), op.forward());
    return call("NormalizeGradient", spec, values.toArray(Value[]::new));
  }

  @Override
  public KernelCall visitStatisticsGradient(Normalization.StatisticsGradient op) {
    CodeBlock arguments = CodeBlock.of("$L, $L", in(0).type().channels(), op.accumulate());
    return call("StatisticsGradient", arguments, in(0), in(1), in(2), in(3), out(0));
  }

  /** x, the four vectors of the prologue, weight and bias: how every fused kernel begins. */
  private List<Value> operands(Fused op, boolean bias) {
    List<Value> values = new ArrayList<>();
    values.add(in(0));
    int vectors = bias ? 3 : 2;
    values.addAll(fourOrNull(op.prologue() != null, vectors));
    values.add(in(1));
    return values;
  }

  private List<Value> fourOrNull(boolean there, int first) {
    return there ? node.inputs().subList(first, first + 4) : Arrays.asList(null, null, null, null);
  }

  @Override
  public KernelCall visitFusedConvolution(Fused.FusedConvolution op) {
    boolean bias = op.convolution().bias();
    List<Value> values = operands(op, bias);
    values.add(bias ? in(2) : null);
    values.add(out(0));
    values.add(op.statistics() ? out(1) : null);
    values.add(op.statistics() ? out(2) : null);
    return call("FusedConvolution", KernelSpecs.spec(op), values.toArray(Value[]::new));
  }

  @Override
  public KernelCall visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    List<Value> values = operands(op, false);
    int at = op.outGradient();
    boolean corrected = op.corrected();
    values.add(corrected ? in(at - 2) : null);
    values.add(corrected ? in(at - 1) : null);
    values.add(in(at));
    values.add(corrected ? in(at + 1) : null);
    values.add(corrected ? in(at + 2) : null);
    Iterator<Value> outs = node.outputs().iterator();
    values.add(op.input() ? outs.next() : null);
    values.add(op.inputStatistics() ? outs.next() : null);
    values.add(op.inputStatistics() ? outs.next() : null);
    values.add(op.norm() ? outs.next() : null);
    values.add(op.norm() ? outs.next() : null);
    values.add(op.parameters() ? outs.next() : null);
    values.add(op.parameters() && op.convolution().bias() ? outs.next() : null);
    CodeBlock arguments = CodeBlock.of("$L, $L", KernelSpecs.spec(op.forward()), op.accumulate());
    return call("FusedConvolutionGradient", arguments, values.toArray(Value[]::new));
  }

  @Override
  public KernelCall visitFoldedConvolution(Fused.FoldedConvolution op) {
    boolean bias = op.convolution().bias();
    List<Value> values = operands(op, bias);
    values.add(bias ? in(2) : null);
    int fold = op.firstVector() + (op.prologue() == null ? 0 : 4);
    values.addAll(fourOrNull(op.fold() != null, fold));
    values.add(op.add() ? in(node.inputs().size() - 1) : null);
    values.add(out(0));
    return call("FoldedConvolution", KernelSpecs.spec(op), values.toArray(Value[]::new));
  }

  @Override
  public KernelCall visitActivation(Elementwise.Activation op) {
    return call("Activation", KernelSpecs.spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitActivationGradient(Elementwise.ActivationGradient op) {
    return call("ActivationGradient", KernelSpecs.spec(op.forward()), in(0), in(1), out(0));
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
  public KernelCall visitStochasticDepth(Elementwise.StochasticDepth op) {
    return call("StochasticDepth", KernelSpecs.spec(op), in(0), out(0), out(1));
  }

  @Override
  public KernelCall visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return call("StochasticDepthGradient", NOTHING, in(0), in(1), out(0));
  }

  @Override
  public KernelCall visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return call("LocalResponseNorm", KernelSpecs.spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    CodeBlock spec = KernelSpecs.spec(op.forward());
    return call("LocalResponseNormGradient", spec, in(0), in(1), in(2), out(0));
  }

  @Override
  public KernelCall visitPool(Pooling.Pool op) {
    return call("Pool", KernelSpecs.spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitPoolGradient(Pooling.PoolGradient op) {
    return call("PoolGradient", KernelSpecs.spec(op.forward()), in(0), in(1), in(2), out(0));
  }

  @Override
  public KernelCall visitFusedPool(Pooling.FusedPool op) {
    return call(
        "FusedPool",
        KernelSpecs.spec(in(0).type().channels(), op),
        in(0),
        in(1),
        in(2),
        in(3),
        in(4),
        out(0));
  }

  @Override
  public KernelCall visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    Iterator<Value> outs = node.outputs().iterator();
    Value inputGradient = op.input() ? outs.next() : null;
    Value meanGradient = op.statistics() ? outs.next() : null;
    Value varianceGradient = op.statistics() ? outs.next() : null;
    Value gammaGradient = op.norm() ? outs.next() : null;
    Value betaGradient = op.norm() ? outs.next() : null;
    List<Value> values = new ArrayList<>(node.inputs());
    values.addAll(
        Arrays.asList(inputGradient, gammaGradient, betaGradient, meanGradient, varianceGradient));
    CodeBlock spec = KernelSpecs.spec(in(0).type().channels(), op.forward());
    return call("FusedPoolGradient", spec, values.toArray(Value[]::new));
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
    return call("PadShortcut", KernelSpecs.spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return call("PadShortcutGradient", KernelSpecs.spec(op.forward()), in(0), out(0));
  }

  @Override
  public KernelCall visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return call("AdaptiveAveragePool", NOTHING, in(0), out(0));
  }

  @Override
  public KernelCall visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return call("AdaptiveAveragePoolGradient", NOTHING, in(0), out(0));
  }

  @Override
  public KernelCall visitUpsample(Movement.Upsample op) {
    return call("Upsample", KernelSpecs.spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitUpsampleGradient(Movement.UpsampleGradient op) {
    return call("UpsampleGradient", KernelSpecs.spec(op.forward()), in(0), out(0));
  }

  /** Zeros around a map are what the gradient of a crop puts there. */
  @Override
  public KernelCall visitPad(Movement.Pad op) {
    Movement.Crop crop = new Movement.Crop(op.pixels(), op.pixels());
    return call("CropGradient", KernelSpecs.spec(crop), in(0), out(0));
  }

  @Override
  public KernelCall visitCrop(Movement.Crop op) {
    return call("Crop", KernelSpecs.spec(op), in(0), out(0));
  }

  @Override
  public KernelCall visitCropGradient(Movement.CropGradient op) {
    return call("CropGradient", KernelSpecs.spec(op.forward()), in(0), out(0));
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
