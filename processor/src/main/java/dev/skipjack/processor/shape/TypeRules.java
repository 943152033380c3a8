package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BIAS;
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
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MASK;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE;
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
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;

/**
 * What type each operand and result of every op must have, given its input's. A gradient has the
 * type of what it is the gradient of, so an op's rule is that of its gradient, too.
 */
final class TypeRules implements Op.Visitor<Void> {
  private final NodeTypes node;

  private TypeRules(NodeTypes node) {
    this.node = node;
  }

  /**
   * @throws IllegalStateException naming the node, what it has and what was expected
   */
  static void check(Node node) {
    NodeTypes types = new NodeTypes(node);
    if (node.op().layoutRule() == LayoutRule.PLANES) {
      types.areInPlanes();
    }
    node.op().accept(new TypeRules(types));
    types.requireAllTold();
  }

  private TensorType input() {
    return node.type(INPUT);
  }

  /** The input, which must be a map. */
  private TensorType map() {
    return node.isMap(INPUT, input().channels());
  }

  /** The output, whose size the op does not say. */
  private TensorType outputMap() {
    return node.isMap(OUTPUT, input().channels());
  }

  /** Of the input, whatever it is. */
  private Void makes(TensorType output) {
    node.is(INPUT, input());
    node.is(OUTPUT, output);
    return null;
  }

  private Void same() {
    return makes(input());
  }

  /** One number for each channel; not every op has all of these. */
  private void vectors(int channels, Operand... names) {
    for (Operand name : names) {
      node.is(name, TensorType.of(channels));
    }
  }

  /** The input, which must be a sequence. */
  private TensorType sequence() {
    return node.isSequence(INPUT);
  }

  /** Of a map or of features. */
  private Void normalization() {
    vectors(input().channels(), MEAN, VARIANCE, GAMMA, BETA, RUNNING_MEAN, RUNNING_VARIANCE);
    node.is(ADDEND, input());
    return same();
  }

  /** Of a map or of features. */
  private Void withinImage() {
    vectors(input().channels(), GAMMA, BETA);
    return same();
  }

  /** The input is not always read. */
  private Void classToken() {
    TensorType out = node.isSequence(OUTPUT);
    node.is(INPUT, TensorType.sequence(out.tokens() - 1, out.channels()));
    node.is(WEIGHT, TensorType.of(1, 1, out.channels()));
    return null;
  }

  private Void positionalEmbedding() {
    TensorType out = node.isSequence(OUTPUT);
    node.is(INPUT, out);
    node.is(WEIGHT, TensorType.of(1, out.tokens(), out.channels()));
    return null;
  }

  private Void dropout() {
    node.is(MASK, input());
    return same();
  }

  private Void stochasticDepth() {
    node.is(MASK, TensorType.features(1));
    return same();
  }

  private Void adaptiveAveragePool() {
    map();
    return makes(outputMap());
  }

  @Override
  public Void visitConvolution(Contraction.Convolution op) {
    return convolution(op, Layout.PLANES);
  }

  private Void convolution(Contraction.Convolution op, Layout layout) {
    TensorType x = node.isMap(INPUT, op.inChannels());
    node.is(OUTPUT, convolved(x, op, WEIGHT, BIAS).in(layout));
    return null;
  }

  /** The output of a convolution whose parameters are expected under these names. */
  private TensorType convolved(
      TensorType x, Contraction.Convolution op, Operand weight, Operand bias) {
    TensorType filters =
        TensorType.of(
            op.outChannels(),
            op.inChannels() / op.groups(),
            op.kernel().height(),
            op.kernel().width());
    TensorType matrix = TensorType.of(op.outChannels(), op.inChannels());
    boolean isMatrix =
        op.groups() == 1
            && op.kernel().height() * op.kernel().width() == 1
            && node.type(weight).equals(matrix);
    node.is(weight, isMatrix ? matrix : filters);
    vectors(op.outChannels(), bias);
    return ShapeRules.convolution(x, op);
  }

  @Override
  public Void visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return visitConvolution(op.forward());
  }

  @Override
  public Void visitLinear(Contraction.Linear op) {
    TensorType x = input();
    boolean fits = x.isBatched() && !x.isMap() && x.channels() == op.inFeatures();
    node.is(INPUT, fits ? x : TensorType.features(op.inFeatures()));
    node.is(WEIGHT, TensorType.of(op.outFeatures(), op.inFeatures()));
    vectors(op.outFeatures(), BIAS);
    node.is(OUTPUT, fits ? ShapeRules.linear(x, op) : TensorType.ERROR);
    return null;
  }

  @Override
  public Void visitLinearGradient(Contraction.LinearGradient op) {
    return visitLinear(op.forward());
  }

  @Override
  public Void visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    TensorType x = node.isMap(INPUT, op.inChannels());
    node.is(WEIGHT, TensorType.of(op.inChannels(), op.outChannels(), op.kernel(), op.kernel()));
    vectors(op.outChannels(), BIAS);
    node.is(OUTPUT, ShapeRules.convolutionTranspose(x, op));
    return null;
  }

  @Override
  public Void visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return visitConvolutionTranspose(op.forward());
  }

  @Override
  public Void visitFusedConvolution(Fused.FusedConvolution op) {
    vectors(op.convolution().inChannels(), MEAN, VARIANCE, GAMMA, BETA);
    vectors(op.convolution().outChannels(), OUTPUT_MEAN, OUTPUT_VARIANCE);
    return visitConvolution(op.convolution());
  }

  @Override
  public Void visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return visitFusedConvolution(op.forward());
  }

  @Override
  public Void visitFoldedConvolution(Fused.FoldedConvolution op) {
    Contraction.Convolution convolution = op.convolution();
    vectors(convolution.inChannels(), MEAN, VARIANCE, GAMMA, BETA);
    if (op.scaled()) {
      node.is(FOLD_GAMMA, TensorType.of(convolution.outChannels(), 1, 1));
    } else {
      vectors(convolution.outChannels(), FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA);
    }
    TensorType out = node.type(OUTPUT);
    node.is(ADDEND, out);
    if (op.gated()) {
      TensorType scale = node.type(SCALE);
      boolean fits = ShapeRules.scales(scale, input(), Elementwise.Factors.CHANNELS);
      node.is(SCALE, fits ? scale : TensorType.ERROR);
    }
    return convolution(convolution, out.layout());
  }

  @Override
  public Void visitSeparableConvolution(Fused.SeparableConvolution op) {
    Fused.FoldedConvolution first = op.expand() == null ? op.depthwise() : op.expand();
    TensorType type = node.isMap(INPUT, first.convolution().inChannels());
    if (op.expand() != null) {
      Contraction.Convolution expand = op.expand().convolution();
      vectors(expand.outChannels(), EXPAND_MEAN, EXPAND_VARIANCE, EXPAND_GAMMA, EXPAND_BETA);
      type = convolved(type, expand, EXPAND_WEIGHT, EXPAND_BIAS);
    }
    vectors(op.convolution().outChannels(), FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA);
    type = convolved(type, op.convolution(), WEIGHT, BIAS);
    if (op.project() != null) {
      Contraction.Convolution project = op.project().convolution();
      vectors(project.outChannels(), PROJECT_MEAN, PROJECT_VARIANCE, PROJECT_GAMMA, PROJECT_BETA);
      type = convolved(type, project, PROJECT_WEIGHT, PROJECT_BIAS);
    }
    TensorType out = node.type(OUTPUT);
    node.is(ADDEND, out);
    node.is(OUTPUT, type.in(out.layout()));
    return null;
  }

  @Override
  public Void visitBatchNorm(Normalization.BatchNorm op) {
    return normalization();
  }

  @Override
  public Void visitStatistics(Normalization.Statistics op) {
    return normalization();
  }

  @Override
  public Void visitStatisticsGradient(Normalization.StatisticsGradient op) {
    return normalization();
  }

  @Override
  public Void visitRunningStatistics(Normalization.RunningStatistics op) {
    return normalization();
  }

  @Override
  public Void visitNormalize(Normalization.Normalize op) {
    return normalization();
  }

  @Override
  public Void visitNormalizeGradient(Normalization.NormalizeGradient op) {
    return normalization();
  }

  @Override
  public Void visitGroupNorm(Normalization.GroupNorm op) {
    return withinImage();
  }

  @Override
  public Void visitGroupNormGradient(Normalization.GroupNormGradient op) {
    return withinImage();
  }

  @Override
  public Void visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return same();
  }

  @Override
  public Void visitStandardizeWeightGradient(Normalization.StandardizeWeightGradient op) {
    return same();
  }

  @Override
  public Void visitLayerNorm(Normalization.LayerNorm op) {
    return withinImage();
  }

  @Override
  public Void visitLayerNormGradient(Normalization.LayerNormGradient op) {
    return withinImage();
  }

  @Override
  public Void visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return same();
  }

  @Override
  public Void visitLocalResponseNormGradient(Normalization.LocalResponseNormGradient op) {
    return same();
  }

  @Override
  public Void visitActivation(Elementwise.Activation op) {
    return same();
  }

  @Override
  public Void visitActivationGradient(Elementwise.ActivationGradient op) {
    return same();
  }

  @Override
  public Void visitAdd(Elementwise.Add op) {
    TensorType type = node.type(LEFT);
    node.is(LEFT, type);
    node.is(RIGHT, type);
    node.is(OUTPUT, type);
    return null;
  }

  @Override
  public Void visitMultiply(Elementwise.Multiply op) {
    TensorType scale = node.type(SCALE);
    boolean fits = ShapeRules.scales(scale, input(), op.factors());
    node.is(SCALE, fits ? scale : TensorType.ERROR);
    return same();
  }

  @Override
  public Void visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return visitMultiply(op.forward());
  }

  @Override
  public Void visitLayerScale(Elementwise.LayerScale op) {
    TensorType x = map();
    node.is(WEIGHT, TensorType.of(x.channels(), 1, 1));
    return makes(x);
  }

  @Override
  public Void visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return visitLayerScale(op.forward());
  }

  @Override
  public Void visitPrelu(Elementwise.Prelu op) {
    node.is(WEIGHT, TensorType.of(op.eachChannel() ? input().channels() : 1));
    return same();
  }

  @Override
  public Void visitPreluGradient(Elementwise.PreluGradient op) {
    return visitPrelu(op.forward());
  }

  @Override
  public Void visitDropout(Elementwise.Dropout op) {
    return dropout();
  }

  @Override
  public Void visitDropoutGradient(Elementwise.DropoutGradient op) {
    return dropout();
  }

  @Override
  public Void visitStochasticDepth(Elementwise.StochasticDepth op) {
    return stochasticDepth();
  }

  @Override
  public Void visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return stochasticDepth();
  }

  @Override
  public Void visitPool(Pooling.Pool op) {
    return makes(ShapeRules.pool(map(), op));
  }

  @Override
  public Void visitPoolGradient(Pooling.PoolGradient op) {
    return visitPool(op.forward());
  }

  @Override
  public Void visitFusedPool(Pooling.FusedPool op) {
    vectors(map().channels(), MEAN, VARIANCE, GAMMA, BETA);
    return visitPool(op.pool());
  }

  @Override
  public Void visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return visitFusedPool(op.forward());
  }

  @Override
  public Void visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return makes(ShapeRules.globalPool(map()));
  }

  @Override
  public Void visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return makes(ShapeRules.globalPool(map()));
  }

  @Override
  public Void visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return adaptiveAveragePool();
  }

  @Override
  public Void visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return adaptiveAveragePool();
  }

  @Override
  public Void visitConcat(Movement.Concat op) {
    node.is(OUTPUT, ShapeRules.concat(node.types(PARTS)));
    return null;
  }

  @Override
  public Void visitSlice(Movement.Slice op) {
    TensorType x = input();
    int channels = node.type(OUTPUT).channels();
    boolean fits =
        op.offset() + channels <= x.channels()
            && (x.layout() == Layout.PLANES
                || (Layout.fillsBlocks(op.offset()) && Layout.fillsBlocks(channels)));
    return makes(fits ? ShapeRules.slice(x, channels) : TensorType.ERROR);
  }

  @Override
  public Void visitSliceGradient(Movement.SliceGradient op) {
    return visitSlice(op.forward());
  }

  @Override
  public Void visitChannelShuffle(Movement.ChannelShuffle op) {
    boolean fits = map().channels() % op.groups() == 0;
    return makes(fits ? map() : TensorType.ERROR);
  }

  @Override
  public Void visitPixelShuffle(Movement.PixelShuffle op) {
    return makes(ShapeRules.pixelShuffle(map(), op));
  }

  @Override
  public Void visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return visitPixelShuffle(op.forward());
  }

  @Override
  public Void visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return makes(ShapeRules.globalPool(map()));
  }

  @Override
  public Void visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return makes(ShapeRules.globalPool(map()));
  }

  @Override
  public Void visitReshape(Movement.Reshape op) {
    TensorType x = input();
    TensorType out = node.type(OUTPUT);
    boolean same =
        x.isFixed()
            && out.isFixed()
            && x.isBatched() == out.isBatched()
            && x.elements() == out.elements();
    return makes(same ? out : TensorType.ERROR);
  }

  @Override
  public Void visitPadShortcut(Movement.PadShortcut op) {
    return makes(ShapeRules.padShortcut(node.isMap(INPUT, op.inChannels()), op));
  }

  @Override
  public Void visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return visitPadShortcut(op.forward());
  }

  @Override
  public Void visitUpsample(Movement.Upsample op) {
    return makes(outputMap().withChannels(map().channels()));
  }

  @Override
  public Void visitUpsampleGradient(Movement.UpsampleGradient op) {
    return visitUpsample(op.forward());
  }

  @Override
  public Void visitPad(Movement.Pad op) {
    return makes(ShapeRules.pad(map(), op));
  }

  @Override
  public Void visitCrop(Movement.Crop op) {
    return makes(ShapeRules.crop(map(), outputMap(), op));
  }

  @Override
  public Void visitCropGradient(Movement.CropGradient op) {
    return visitCrop(op.forward());
  }

  @Override
  public Void visitCopy(Movement.Copy op) {
    return same();
  }

  @Override
  public Void visitReorder(Movement.Reorder op) {
    return makes(ShapeRules.reorder(map()));
  }

  @Override
  public Void visitSoftmax(Normalization.Softmax op) {
    return same();
  }

  @Override
  public Void visitSoftmaxGradient(Normalization.SoftmaxGradient op) {
    return same();
  }

  @Override
  public Void visitTokens(Sequence.Tokens op) {
    return makes(ShapeRules.tokens(map()));
  }

  @Override
  public Void visitPixels(Sequence.Pixels op) {
    TensorType map = node.isMap(OUTPUT, input().channels());
    node.is(INPUT, ShapeRules.tokens(map));
    return null;
  }

  @Override
  public Void visitClassToken(Sequence.ClassToken op) {
    return classToken();
  }

  @Override
  public Void visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return classToken();
  }

  @Override
  public Void visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return positionalEmbedding();
  }

  @Override
  public Void visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return positionalEmbedding();
  }

  @Override
  public Void visitSelectToken(Sequence.SelectToken op) {
    return makes(ShapeRules.selectToken(sequence(), op));
  }

  @Override
  public Void visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return visitSelectToken(op.forward());
  }

  @Override
  public Void visitAttention(Sequence.Attention op) {
    if (op.isRelative()) {
      node.is(WEIGHT, ShapeRules.relativePositions(op));
    }
    return makes(ShapeRules.attention(sequence(), op));
  }

  @Override
  public Void visitAttentionGradient(Sequence.AttentionGradient op) {
    return visitAttention(op.forward());
  }

  @Override
  public Void visitCustom(UserDefined.Custom op) {
    for (int i = 0; i < op.weights().size(); i++) {
      node.is(UserDefined.WEIGHTS.get(i), op.weights().get(i));
    }
    boolean fits = input().isBatched() && input().channels() == op.in();
    return makes(fits ? ShapeRules.custom(input(), op) : TensorType.ERROR);
  }

  @Override
  public Void visitCustomGradient(UserDefined.CustomGradient op) {
    return visitCustom(op.forward());
  }
}
