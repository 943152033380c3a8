package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.ADDEND_GRADIENT;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BETA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.BIAS_GRADIENT;
import static dev.skipjack.processor.ir.Operand.EXPAND_BETA;
import static dev.skipjack.processor.ir.Operand.EXPAND_BIAS;
import static dev.skipjack.processor.ir.Operand.EXPAND_GAMMA;
import static dev.skipjack.processor.ir.Operand.EXPAND_MEAN;
import static dev.skipjack.processor.ir.Operand.EXPAND_VARIANCE;
import static dev.skipjack.processor.ir.Operand.EXPAND_WEIGHT;
import static dev.skipjack.processor.ir.Operand.FOLD_BETA;
import static dev.skipjack.processor.ir.Operand.FOLD_GAMMA;
import static dev.skipjack.processor.ir.Operand.FOLD_MEAN;
import static dev.skipjack.processor.ir.Operand.FOLD_VARIANCE;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.GAMMA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MASK;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.PARTS;
import static dev.skipjack.processor.ir.Operand.PROJECT_BETA;
import static dev.skipjack.processor.ir.Operand.PROJECT_BIAS;
import static dev.skipjack.processor.ir.Operand.PROJECT_GAMMA;
import static dev.skipjack.processor.ir.Operand.PROJECT_MEAN;
import static dev.skipjack.processor.ir.Operand.PROJECT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.PROJECT_WEIGHT;
import static dev.skipjack.processor.ir.Operand.RIGHT;
import static dev.skipjack.processor.ir.Operand.RUNNING_MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_VARIANCE;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.SCALE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT_GRADIENT;

import java.util.ArrayList;
import java.util.List;

/** The {@link Signature} of every op. */
final class Signatures implements Op.Visitor<Signature> {
  static final Signatures RULES = new Signatures();

  private static final Signature MAP = reads(INPUT).writes(OUTPUT).build();
  private static final Signature GRADIENT = gradient();
  private static final Signature GRADIENT_FROM_BOTH = gradient(INPUT, OUTPUT);
  private static final Signature GRADIENT_FROM_MASK = gradient(MASK);
  private static final Signature MASKED = reads(INPUT).writes(OUTPUT, MASK).build();
  private static final Signature ADD = reads(LEFT, RIGHT).writes(OUTPUT).build();
  private static final Signature MULTIPLY = reads(INPUT, SCALE).writes(OUTPUT).build();
  private static final Signature CONCAT = reads(PARTS).writes(OUTPUT).build();
  private static final Signature STATISTICS = reads(INPUT).writes(MEAN, VARIANCE).build();
  private static final Signature BATCH_NORM =
      reads(INPUT, GAMMA, BETA, RUNNING_MEAN, RUNNING_VARIANCE).writes(OUTPUT).build();
  private static final Signature RUNNING_STATISTICS =
      reads(INPUT, MEAN, VARIANCE, RUNNING_MEAN, RUNNING_VARIANCE).build();

  private Signatures() {}

  /** Of an op whose only result is its input's gradient. */
  private static Signature gradient(Operand... values) {
    return reads(values).reads(OUTPUT_GRADIENT).writes(INPUT_GRADIENT).build();
  }

  private static Signature withinImage(boolean affine) {
    return reads(INPUT).reads(affine, GAMMA, BETA).writes(OUTPUT).build();
  }

  private static Signature withinImageGradient(boolean affine, boolean input, boolean parameters) {
    return reads(INPUT)
        .reads(affine, GAMMA)
        .reads(OUTPUT_GRADIENT)
        .writes(input, INPUT_GRADIENT)
        .writes(affine && parameters, GAMMA_GRADIENT, BETA_GRADIENT)
        .build();
  }

  private static Signature contraction(boolean bias) {
    return reads(INPUT, WEIGHT).reads(bias, BIAS).writes(OUTPUT).build();
  }

  private static Signature contractionGradient(boolean input, boolean parameters, boolean bias) {
    return reads(INPUT, WEIGHT, OUTPUT_GRADIENT)
        .writes(input, INPUT_GRADIENT)
        .writes(parameters, WEIGHT_GRADIENT)
        .writes(parameters && bias, BIAS_GRADIENT)
        .build();
  }

  @Override
  public Signature visitConvolution(Contraction.Convolution op) {
    return contraction(op.bias());
  }

  @Override
  public Signature visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return contractionGradient(op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  public Signature visitLinear(Contraction.Linear op) {
    return contraction(op.bias());
  }

  @Override
  public Signature visitLinearGradient(Contraction.LinearGradient op) {
    return contractionGradient(op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  public Signature visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return contraction(op.bias());
  }

  @Override
  public Signature visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return contractionGradient(op.input(), op.parameters(), op.forward().bias());
  }

  @Override
  public Signature visitFusedConvolution(Fused.FusedConvolution op) {
    return reads(INPUT, WEIGHT)
        .reads(op.convolution().bias(), BIAS)
        .reads(op.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .writes(OUTPUT)
        .writes(op.statistics(), OUTPUT_MEAN, OUTPUT_VARIANCE)
        .build();
  }

  @Override
  public Signature visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return reads(INPUT, WEIGHT)
        .reads(op.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .reads(op.corrected(), OUTPUT, OUTPUT_MEAN)
        .reads(OUTPUT_GRADIENT)
        .reads(op.corrected(), OUTPUT_MEAN_GRADIENT, OUTPUT_VARIANCE_GRADIENT)
        .reads(op.accumulate() && op.input(), INPUT_GRADIENT_SO_FAR)
        .reads(
            op.accumulate() && op.inputStatistics(), MEAN_GRADIENT_SO_FAR, VARIANCE_GRADIENT_SO_FAR)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.inputStatistics(), MEAN_GRADIENT, VARIANCE_GRADIENT)
        .writes(op.norm(), GAMMA_GRADIENT, BETA_GRADIENT)
        .writes(op.parameters(), WEIGHT_GRADIENT)
        .writes(op.parameters() && op.convolution().bias(), BIAS_GRADIENT)
        .build();
  }

  @Override
  public Signature visitFoldedConvolution(Fused.FoldedConvolution op) {
    return reads(INPUT)
        .reads(op.gated(), SCALE)
        .reads(true, WEIGHT)
        .reads(op.convolution().bias(), BIAS)
        .reads(op.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .reads(op.fold() != null, FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA)
        .reads(op.scaled(), FOLD_GAMMA)
        .reads(op.add(), ADDEND)
        .writes(OUTPUT)
        .build();
  }

  @Override
  public Signature visitSeparableConvolution(Fused.SeparableConvolution op) {
    Fused.FoldedConvolution expand = op.expand();
    Fused.FoldedConvolution project = op.project();
    return reads(INPUT)
        .reads(expand != null, EXPAND_WEIGHT)
        .reads(hasBias(expand), EXPAND_BIAS)
        .reads(hasFold(expand), EXPAND_MEAN, EXPAND_VARIANCE, EXPAND_GAMMA, EXPAND_BETA)
        .reads(true, WEIGHT)
        .reads(hasBias(op.depthwise()), BIAS)
        .reads(hasFold(op.depthwise()), FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA)
        .reads(project != null, PROJECT_WEIGHT)
        .reads(hasBias(project), PROJECT_BIAS)
        .reads(hasFold(project), PROJECT_MEAN, PROJECT_VARIANCE, PROJECT_GAMMA, PROJECT_BETA)
        .reads(op.add(), ADDEND)
        .writes(OUTPUT)
        .build();
  }

  private static boolean hasBias(Fused.FoldedConvolution op) {
    return op != null && op.convolution().bias();
  }

  private static boolean hasFold(Fused.FoldedConvolution op) {
    return op != null && op.fold() != null;
  }

  @Override
  public Signature visitBatchNorm(Normalization.BatchNorm op) {
    return BATCH_NORM;
  }

  @Override
  public Signature visitStatistics(Normalization.Statistics op) {
    return STATISTICS;
  }

  @Override
  public Signature visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return reads(INPUT, MEAN, MEAN_GRADIENT, VARIANCE_GRADIENT)
        .reads(op.accumulate(), INPUT_GRADIENT_SO_FAR)
        .writes(INPUT_GRADIENT)
        .build();
  }

  @Override
  public Signature visitRunningStatistics(Normalization.RunningStatistics op) {
    return RUNNING_STATISTICS;
  }

  @Override
  public Signature visitNormalize(Normalization.Normalize op) {
    return reads(INPUT, MEAN, VARIANCE, GAMMA, BETA).reads(op.add(), ADDEND).writes(OUTPUT).build();
  }

  @Override
  public Signature visitNormalizeGradient(Normalization.NormalizeGradient op) {
    boolean again = op.forward().gradientReadsInput();
    return reads(INPUT)
        .reads(!again, OUTPUT)
        .reads(MEAN, VARIANCE, GAMMA)
        .reads(again, BETA)
        .reads(again && op.forward().add(), ADDEND)
        .reads(OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.addend(), ADDEND_GRADIENT)
        .writes(op.statistics(), MEAN_GRADIENT, VARIANCE_GRADIENT)
        .writes(op.parameters(), GAMMA_GRADIENT, BETA_GRADIENT)
        .build();
  }

  @Override
  public Signature visitGroupNorm(Normalization.GroupNorm op) {
    return withinImage(op.affine());
  }

  @Override
  public Signature visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return withinImageGradient(op.forward().affine(), op.input(), op.parameters());
  }

  @Override
  public Signature visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return MAP;
  }

  @Override
  public Signature visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return reads(INPUT, OUTPUT_GRADIENT).writes(INPUT_GRADIENT).build();
  }

  @Override
  public Signature visitLayerNorm(Normalization.LayerNorm op) {
    return withinImage(op.affine());
  }

  @Override
  public Signature visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return withinImageGradient(op.forward().affine(), op.input(), op.parameters());
  }

  @Override
  public Signature visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return MAP;
  }

  @Override
  public Signature visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return GRADIENT_FROM_BOTH;
  }

  @Override
  public Signature visitActivation(Elementwise.Activation op) {
    return MAP;
  }

  @Override
  public Signature visitActivationGradient(Elementwise.ActivationGradient op) {
    return gradient(op.forward().kind().gradientReads());
  }

  @Override
  public Signature visitAdd(Elementwise.Add op) {
    return ADD;
  }

  @Override
  public Signature visitMultiply(Elementwise.Multiply op) {
    return MULTIPLY;
  }

  @Override
  public Signature visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return reads(INPUT, SCALE, OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.scale(), SCALE_GRADIENT)
        .build();
  }

  @Override
  public Signature visitLayerScale(Elementwise.LayerScale op) {
    return contraction(false);
  }

  @Override
  public Signature visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return contractionGradient(op.input(), op.parameters(), false);
  }

  @Override
  public Signature visitPrelu(Elementwise.Prelu op) {
    return contraction(false);
  }

  @Override
  public Signature visitPreluGradient(Elementwise.PreluGradient op) {
    return contractionGradient(op.input(), op.parameters(), false);
  }

  @Override
  public Signature visitDropout(Elementwise.Dropout op) {
    return MASKED;
  }

  @Override
  public Signature visitDropoutGradient(Elementwise.DropoutGradient op) {
    return GRADIENT_FROM_MASK;
  }

  @Override
  public Signature visitStochasticDepth(Elementwise.StochasticDepth op) {
    return MASKED;
  }

  @Override
  public Signature visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return GRADIENT_FROM_MASK;
  }

  @Override
  public Signature visitPool(Pooling.Pool op) {
    return MAP;
  }

  @Override
  public Signature visitPoolGradient(Pooling.PoolGradient op) {
    return GRADIENT_FROM_BOTH;
  }

  @Override
  public Signature visitFusedPool(Pooling.FusedPool op) {
    return reads(INPUT, MEAN, VARIANCE, GAMMA, BETA).writes(OUTPUT).build();
  }

  @Override
  public Signature visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return reads(INPUT, MEAN, VARIANCE, GAMMA, BETA, OUTPUT, OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.statistics(), MEAN_GRADIENT, VARIANCE_GRADIENT)
        .writes(op.norm(), GAMMA_GRADIENT, BETA_GRADIENT)
        .build();
  }

  @Override
  public Signature visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return MAP;
  }

  @Override
  public Signature visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return MAP;
  }

  @Override
  public Signature visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitConcat(Movement.Concat op) {
    return CONCAT;
  }

  @Override
  public Signature visitSlice(Movement.Slice op) {
    return MAP;
  }

  @Override
  public Signature visitSliceGradient(Movement.SliceGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitChannelShuffle(Movement.ChannelShuffle op) {
    return MAP;
  }

  @Override
  public Signature visitPixelShuffle(Movement.PixelShuffle op) {
    return MAP;
  }

  @Override
  public Signature visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return MAP;
  }

  @Override
  public Signature visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return GRADIENT_FROM_BOTH;
  }

  @Override
  public Signature visitReshape(Movement.Reshape op) {
    return MAP;
  }

  @Override
  public Signature visitPadShortcut(Movement.PadShortcut op) {
    return MAP;
  }

  @Override
  public Signature visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitUpsample(Movement.Upsample op) {
    return MAP;
  }

  @Override
  public Signature visitUpsampleGradient(Movement.UpsampleGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitPad(Movement.Pad op) {
    return MAP;
  }

  @Override
  public Signature visitCrop(Movement.Crop op) {
    return MAP;
  }

  @Override
  public Signature visitCropGradient(Movement.CropGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitCopy(Movement.Copy op) {
    return MAP;
  }

  @Override
  public Signature visitReorder(Movement.Reorder op) {
    return MAP;
  }

  @Override
  public Signature visitSoftmax(Normalization.Softmax op) {
    return MAP;
  }

  @Override
  public Signature visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return gradient(OUTPUT);
  }

  @Override
  public Signature visitTokens(Sequence.Tokens op) {
    return MAP;
  }

  @Override
  public Signature visitPixels(Sequence.Pixels op) {
    return MAP;
  }

  @Override
  public Signature visitClassToken(Sequence.ClassToken op) {
    return contraction(false);
  }

  @Override
  public Signature visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return reads(OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.parameters(), WEIGHT_GRADIENT)
        .build();
  }

  @Override
  public Signature visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return contraction(false);
  }

  @Override
  public Signature visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return reads(OUTPUT_GRADIENT).writes(WEIGHT_GRADIENT).build();
  }

  @Override
  public Signature visitSelectToken(Sequence.SelectToken op) {
    return MAP;
  }

  @Override
  public Signature visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return GRADIENT;
  }

  @Override
  public Signature visitAttention(Sequence.Attention op) {
    return reads(INPUT).reads(op.isRelative(), WEIGHT).writes(OUTPUT).build();
  }

  @Override
  public Signature visitAttentionGradient(Sequence.AttentionGradient op) {
    return reads(INPUT)
        .reads(op.forward().isRelative(), WEIGHT)
        .reads(OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.parameters(), WEIGHT_GRADIENT)
        .build();
  }

  @Override
  public Signature visitCustom(UserDefined.Custom op) {
    return reads(INPUT).reads(weights(UserDefined.WEIGHTS, op)).writes(OUTPUT).build();
  }

  @Override
  public Signature visitCustomGradient(UserDefined.CustomGradient op) {
    return reads(INPUT)
        .reads(weights(UserDefined.WEIGHTS, op.forward()))
        .reads(OUTPUT, OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.parameters(), weights(UserDefined.WEIGHT_GRADIENTS, op.forward()))
        .build();
  }

  private static Operand[] weights(List<Operand> names, UserDefined.Custom op) {
    return names.subList(0, op.weights().size()).toArray(Operand[]::new);
  }

  private static Builder reads(Operand... names) {
    return new Builder().reads(names);
  }

  /** Builder in their order; those of a condition are there if it holds. */
  private static final class Builder {
    private final List<Operand> inputs = new ArrayList<>();
    private final List<Operand> outputs = new ArrayList<>();

    Builder reads(Operand... names) {
      return reads(true, names);
    }

    Builder reads(boolean condition, Operand... names) {
      inputs.addAll(condition ? List.of(names) : List.of());
      return this;
    }

    Builder writes(Operand... names) {
      return writes(true, names);
    }

    Builder writes(boolean condition, Operand... names) {
      outputs.addAll(condition ? List.of(names) : List.of());
      return this;
    }

    Signature build() {
      return new Signature(inputs, outputs);
    }
  }
}
