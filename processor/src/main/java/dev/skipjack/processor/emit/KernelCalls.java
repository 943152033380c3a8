package dev.skipjack.processor.emit;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.ADDEND_GRADIENT;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BETA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.BIAS_GRADIENT;
import static dev.skipjack.processor.ir.Operand.FOLD_BETA;
import static dev.skipjack.processor.ir.Operand.FOLD_GAMMA;
import static dev.skipjack.processor.ir.Operand.FOLD_MEAN;
import static dev.skipjack.processor.ir.Operand.FOLD_VARIANCE;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.GAMMA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MASK;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.RIGHT;
import static dev.skipjack.processor.ir.Operand.RUNNING_MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT_GRADIENT;

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
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.Arrays;
import java.util.Locale;

/** The kernel call of every op, or null for those that the memory plan made vanish. */
final class KernelCalls implements Op.Visitor<KernelCall> {
  private static final CodeBlock NOTHING = CodeBlock.of("");

  private final Node node;

  private KernelCalls(Node node) {
    this.node = node;
  }

  static KernelCall of(Node node) {
    return node.op().accept(new KernelCalls(node));
  }

  /**
   * {@code kernels.kind(arguments...)} for the kernel interface {@code Kind}.
   *
   * @param names of its {@code run} method's parameters; those that the op has not are null
   */
  private KernelCall call(String type, CodeBlock arguments, Operand... names) {
    String factory = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    return KernelCall.of(
        type,
        CodeBlock.of("kernels.$L($L)", factory, arguments),
        Arrays.stream(names).map(node::valueOrNull).toArray(Value[]::new));
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

  @Override
  public KernelCall visitConvolution(Contraction.Convolution op) {
    return call("Convolution", KernelSpecs.spec(op), INPUT, WEIGHT, BIAS, OUTPUT);
  }

  @Override
  public KernelCall visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return contractionGradient("ConvolutionGradient", KernelSpecs.spec(op.forward()));
  }

  @Override
  public KernelCall visitLinear(Contraction.Linear op) {
    return call("Linear", KernelSpecs.spec(op), INPUT, WEIGHT, BIAS, OUTPUT);
  }

  @Override
  public KernelCall visitLinearGradient(Contraction.LinearGradient op) {
    return contractionGradient("LinearGradient", KernelSpecs.spec(op.forward()));
  }

  @Override
  public KernelCall visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return call("ConvolutionTranspose", KernelSpecs.spec(op), INPUT, WEIGHT, BIAS, OUTPUT);
  }

  @Override
  public KernelCall visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return contractionGradient("ConvolutionTransposeGradient", KernelSpecs.spec(op.forward()));
  }

  private KernelCall contractionGradient(String type, CodeBlock spec) {
    return call(
        type, spec, INPUT, WEIGHT, OUTPUT_GRADIENT, INPUT_GRADIENT, WEIGHT_GRADIENT, BIAS_GRADIENT);
  }

  @Override
  public KernelCall visitStatistics(Normalization.Statistics op) {
    return call("Statistics", CodeBlock.of("$L", channels()), INPUT, MEAN, VARIANCE);
  }

  @Override
  public KernelCall visitRunningStatistics(Normalization.RunningStatistics op) {
    CodeBlock arguments = CodeBlock.of("$L, $L", channels(), op.momentum());
    return call(
        "RunningStatistics", arguments, INPUT, MEAN, VARIANCE, RUNNING_MEAN, RUNNING_VARIANCE);
  }

  @Override
  public KernelCall visitNormalize(Normalization.Normalize op) {
    CodeBlock spec = KernelSpecs.spec(channels(), op);
    return call("Normalize", spec, INPUT, MEAN, VARIANCE, GAMMA, BETA, ADDEND, OUTPUT);
  }

  @Override
  public KernelCall visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return call(
        "NormalizeGradient",
        KernelSpecs.spec(channels(), op.forward()),
        INPUT,
        OUTPUT,
        MEAN,
        VARIANCE,
        GAMMA,
        OUTPUT_GRADIENT,
        INPUT_GRADIENT,
        ADDEND_GRADIENT,
        GAMMA_GRADIENT,
        BETA_GRADIENT,
        MEAN_GRADIENT,
        VARIANCE_GRADIENT);
  }

  @Override
  public KernelCall visitStatisticsGradient(Normalization.StatisticsGradient op) {
    CodeBlock arguments = CodeBlock.of("$L, $L", channels(), op.accumulate());
    return call(
        "StatisticsGradient",
        arguments,
        INPUT,
        MEAN,
        MEAN_GRADIENT,
        VARIANCE_GRADIENT,
        INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitFusedConvolution(Fused.FusedConvolution op) {
    return call(
        "FusedConvolution",
        KernelSpecs.spec(op),
        INPUT,
        MEAN,
        VARIANCE,
        GAMMA,
        BETA,
        WEIGHT,
        BIAS,
        OUTPUT,
        OUTPUT_MEAN,
        OUTPUT_VARIANCE);
  }

  @Override
  public KernelCall visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return call(
        "FusedConvolutionGradient",
        CodeBlock.of("$L, $L", KernelSpecs.spec(op.forward()), op.accumulate()),
        INPUT,
        MEAN,
        VARIANCE,
        GAMMA,
        BETA,
        WEIGHT,
        OUTPUT,
        OUTPUT_MEAN,
        OUTPUT_GRADIENT,
        OUTPUT_MEAN_GRADIENT,
        OUTPUT_VARIANCE_GRADIENT,
        INPUT_GRADIENT,
        MEAN_GRADIENT,
        VARIANCE_GRADIENT,
        GAMMA_GRADIENT,
        BETA_GRADIENT,
        WEIGHT_GRADIENT,
        BIAS_GRADIENT);
  }

  @Override
  public KernelCall visitFoldedConvolution(Fused.FoldedConvolution op) {
    return call(
        "FoldedConvolution",
        KernelSpecs.spec(op, layout(INPUT), layout(OUTPUT)),
        INPUT,
        MEAN,
        VARIANCE,
        GAMMA,
        BETA,
        WEIGHT,
        BIAS,
        FOLD_MEAN,
        FOLD_VARIANCE,
        FOLD_GAMMA,
        FOLD_BETA,
        ADDEND,
        OUTPUT);
  }

  @Override
  public KernelCall visitActivation(Elementwise.Activation op) {
    return call("Activation", KernelSpecs.spec(op), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitActivationGradient(Elementwise.ActivationGradient op) {
    return call(
        "ActivationGradient",
        KernelSpecs.spec(op.forward()),
        OUTPUT,
        OUTPUT_GRADIENT,
        INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitAdd(Elementwise.Add op) {
    return call("Add", NOTHING, LEFT, RIGHT, OUTPUT);
  }

  @Override
  public KernelCall visitDropout(Elementwise.Dropout op) {
    return call("Dropout", CodeBlock.of("$L", op.probability()), INPUT, OUTPUT, MASK);
  }

  @Override
  public KernelCall visitDropoutGradient(Elementwise.DropoutGradient op) {
    return call("DropoutGradient", NOTHING, MASK, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitStochasticDepth(Elementwise.StochasticDepth op) {
    return call("StochasticDepth", KernelSpecs.spec(op), INPUT, OUTPUT, MASK);
  }

  @Override
  public KernelCall visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return call("StochasticDepthGradient", NOTHING, MASK, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return call("LocalResponseNorm", KernelSpecs.spec(op), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    CodeBlock spec = KernelSpecs.spec(op.forward());
    return call("LocalResponseNormGradient", spec, INPUT, OUTPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitPool(Pooling.Pool op) {
    return call("Pool", KernelSpecs.spec(op, layout(INPUT)), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitPoolGradient(Pooling.PoolGradient op) {
    return call(
        "PoolGradient",
        KernelSpecs.spec(op.forward(), Layout.PLANES),
        INPUT,
        OUTPUT,
        OUTPUT_GRADIENT,
        INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitFusedPool(Pooling.FusedPool op) {
    CodeBlock spec = KernelSpecs.spec(channels(), op, layout(INPUT));
    return call("FusedPool", spec, INPUT, MEAN, VARIANCE, GAMMA, BETA, OUTPUT);
  }

  @Override
  public KernelCall visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return call(
        "FusedPoolGradient",
        KernelSpecs.spec(channels(), op.forward(), Layout.PLANES),
        INPUT,
        MEAN,
        VARIANCE,
        GAMMA,
        BETA,
        OUTPUT,
        OUTPUT_GRADIENT,
        INPUT_GRADIENT,
        GAMMA_GRADIENT,
        BETA_GRADIENT,
        MEAN_GRADIENT,
        VARIANCE_GRADIENT);
  }

  @Override
  public KernelCall visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    CodeBlock input = layout(INPUT) == Layout.PLANES ? NOTHING : KernelSpecs.layout(layout(INPUT));
    return call("GlobalAveragePool", input, INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return call("GlobalAveragePoolGradient", NOTHING, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitPadShortcut(Movement.PadShortcut op) {
    return call("PadShortcut", KernelSpecs.spec(op), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return call(
        "PadShortcutGradient", KernelSpecs.spec(op.forward()), OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return call("AdaptiveAveragePool", NOTHING, INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return call("AdaptiveAveragePoolGradient", NOTHING, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitUpsample(Movement.Upsample op) {
    return call("Upsample", KernelSpecs.spec(op), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitUpsampleGradient(Movement.UpsampleGradient op) {
    return call(
        "UpsampleGradient", KernelSpecs.spec(op.forward()), OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  /** Zeros around a map are what the gradient of a crop puts there. */
  @Override
  public KernelCall visitPad(Movement.Pad op) {
    Movement.Crop crop = new Movement.Crop(op.pixels(), op.pixels());
    return call("CropGradient", KernelSpecs.spec(crop), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitCrop(Movement.Crop op) {
    return call("Crop", KernelSpecs.spec(op), INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitCropGradient(Movement.CropGradient op) {
    return call("CropGradient", KernelSpecs.spec(op.forward()), OUTPUT_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public KernelCall visitCopy(Movement.Copy op) {
    return call("Copy", NOTHING, INPUT, OUTPUT);
  }

  @Override
  public KernelCall visitReorder(Movement.Reorder op) {
    CodeBlock spec = KernelSpecs.reorder(layout(INPUT), layout(OUTPUT), channels());
    return call("Reorder", spec, INPUT, OUTPUT);
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
