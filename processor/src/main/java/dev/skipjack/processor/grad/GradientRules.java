package dev.skipjack.processor.grad;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.UserDefined;
import dev.skipjack.processor.ir.Value;
import java.util.List;

/** The gradient of every op: given the gradient of its output, what its inputs receive. */
final class GradientRules extends ForwardVisitor {
  private final Differentiate to;
  private Node node;
  private Value outGradient;

  GradientRules(Differentiate to) {
    this.to = to;
  }

  void apply(Node node, Value outGradient) {
    this.node = node;
    this.outGradient = outGradient;
    node.op().accept(this);
  }

  @Override
  public Void visitConvolution(Contraction.Convolution op) {
    return emit(new Contraction.ConvolutionGradient(op, wants(INPUT), wants(WEIGHT)));
  }

  @Override
  public Void visitLinear(Contraction.Linear op) {
    return emit(new Contraction.LinearGradient(op, wants(INPUT), learns(WEIGHT)));
  }

  @Override
  public Void visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return emit(new Contraction.ConvolutionTransposeGradient(op, wants(INPUT), learns(WEIGHT)));
  }

  /**
   * Statistics of the output are values like any other: if something reached them, the convolution
   * adds what follows from it to the gradient of its output. Those of the input hand theirs on.
   */
  @Override
  public Void visitFusedConvolution(Fused.FusedConvolution op) {
    boolean corrected = op.statistics() && to.gradient(node.value(OUTPUT_MEAN)) != null;
    return emit(
        new Fused.FusedConvolutionGradient(
            op, corrected, wants(INPUT), wants(MEAN), learns(GAMMA), wants(WEIGHT), false));
  }

  @Override
  public Void visitNormalize(Normalization.Normalize op) {
    return emit(
        new Normalization.NormalizeGradient(
            op, wants(INPUT), wants(ADDEND), wants(MEAN), learns(GAMMA)));
  }

  /** The correction of batch norm's gradient, once for all that normalise x. */
  @Override
  public Void visitStatistics(Normalization.Statistics op) {
    return emit(new Normalization.StatisticsGradient(false));
  }

  @Override
  public Void visitActivation(Elementwise.Activation op) {
    return ifWanted(new Elementwise.ActivationGradient(op));
  }

  @Override
  public Void visitAdd(Elementwise.Add op) {
    for (Value operand : node.inputs()) {
      if (to.wants(operand)) {
        to.contribute(operand, outGradient, node.origin());
      }
    }
    return null;
  }

  @Override
  public Void visitMultiply(Elementwise.Multiply op) {
    return emit(new Elementwise.MultiplyGradient(op, wants(INPUT), wants(SCALE)));
  }

  @Override
  public Void visitLayerScale(Elementwise.LayerScale op) {
    return emit(new Elementwise.LayerScaleGradient(op, wants(INPUT), learns(WEIGHT)));
  }

  @Override
  public Void visitPrelu(Elementwise.Prelu op) {
    return emit(new Elementwise.PreluGradient(op, wants(INPUT), learns(WEIGHT)));
  }

  @Override
  public Void visitDropout(Elementwise.Dropout op) {
    return ifWanted(new Elementwise.DropoutGradient());
  }

  @Override
  public Void visitStochasticDepth(Elementwise.StochasticDepth op) {
    return ifWanted(new Elementwise.StochasticDepthGradient());
  }

  @Override
  public Void visitGroupNorm(Normalization.GroupNorm op) {
    return emit(new Normalization.GroupNormGradient(op, wants(INPUT), learns(GAMMA)));
  }

  @Override
  public Void visitStandardizeWeight(Normalization.StandardizeWeight op) {
    return ifWanted(new Normalization.StandardizeWeightGradient(op));
  }

  @Override
  public Void visitLayerNorm(Normalization.LayerNorm op) {
    return emit(new Normalization.LayerNormGradient(op, wants(INPUT), learns(GAMMA)));
  }

  @Override
  public Void visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return ifWanted(new Normalization.LocalResponseNormGradient(op));
  }

  @Override
  public Void visitPool(Pooling.Pool op) {
    return ifWanted(new Pooling.PoolGradient(op));
  }

  @Override
  public Void visitFusedPool(Pooling.FusedPool op) {
    return emit(new Pooling.FusedPoolGradient(op, wants(INPUT), wants(MEAN), learns(GAMMA)));
  }

  @Override
  public Void visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return ifWanted(new Pooling.GlobalAveragePoolGradient());
  }

  @Override
  public Void visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return ifWanted(new Pooling.AdaptiveAveragePoolGradient());
  }

  @Override
  public Void visitUpsample(Movement.Upsample op) {
    return ifWanted(new Movement.UpsampleGradient(op));
  }

  @Override
  public Void visitPad(Movement.Pad op) {
    return move(new Movement.Crop(op.top(), op.left()));
  }

  @Override
  public Void visitCrop(Movement.Crop op) {
    return ifWanted(new Movement.CropGradient(op));
  }

  @Override
  public Void visitConcat(Movement.Concat op) {
    int offset = 0;
    for (Value part : node.inputs()) {
      contributeSlice(part, offset);
      offset += part.type().channels();
    }
    return null;
  }

  /**
   * A slice of a concatenation is parts of it, so each part gets its share and the others nothing.
   * Only what is no concatenation gets zeros in the channels that were cut away.
   */
  @Override
  public Void visitSlice(Movement.Slice op) {
    contributeParts(
        node.value(INPUT), op.offset(), op.offset() + node.output().type().channels(), 0);
    return null;
  }

  /**
   * Channels from {@code begin} to {@code end} of {@code whole} have the gradient's channels from
   * {@code from} on.
   */
  private void contributeParts(Value whole, int begin, int end, int from) {
    Node concat = to.producer(whole);
    if (concat == null || !(concat.op() instanceof Movement.Concat)) {
      contributeZeroPadded(whole, begin, end, from);
      return;
    }
    int first = 0;
    for (Value part : concat.inputs()) {
      int channels = part.type().channels();
      int begins = Math.max(begin - first, 0);
      int ends = Math.min(end - first, channels);
      int at = from + first + begins - begin;
      if (begins == 0 && ends == channels) {
        contributeSlice(part, at);
      } else if (begins < ends) {
        contributeParts(part, begins, ends, at);
      }
      first += channels;
    }
  }

  /** As {@link #contributeParts}, of a value that is not made of parts. */
  private void contributeZeroPadded(Value whole, int begin, int end, int from) {
    if (!to.wants(whole)) {
      return;
    }
    Value share = outGradient;
    if (end - begin < share.type().channels()) {
      share = to.declare(new Value(whole.name(), whole.type().withChannels(end - begin)));
      to.emit(new Movement.Slice(from), List.of(outGradient), List.of(share), node.origin());
    }
    Value gradient = to.declare(whole);
    to.emit(
        new Movement.SliceGradient(new Movement.Slice(begin)),
        List.of(share),
        List.of(gradient),
        node.origin());
    to.contribute(whole, gradient, node.origin());
  }

  private void contributeSlice(Value part, int offset) {
    if (to.wants(part)) {
      Value gradient = to.declare(part);
      to.emit(new Movement.Slice(offset), List.of(outGradient), List.of(gradient), node.origin());
      to.contribute(part, gradient, node.origin());
    }
  }

  @Override
  public Void visitChannelShuffle(Movement.ChannelShuffle op) {
    int channels = node.output().type().channels();
    return move(new Movement.ChannelShuffle(channels / op.groups()));
  }

  @Override
  public Void visitPixelShuffle(Movement.PixelShuffle op) {
    return ifWanted(new Movement.PixelShuffleGradient(op));
  }

  @Override
  public Void visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return ifWanted(new Pooling.GlobalMaxPoolGradient());
  }

  @Override
  public Void visitReshape(Movement.Reshape op) {
    return move(op);
  }

  @Override
  public Void visitPadShortcut(Movement.PadShortcut op) {
    return ifWanted(new Movement.PadShortcutGradient(op));
  }

  @Override
  public Void visitCopy(Movement.Copy op) {
    to.contribute(node.value(INPUT), outGradient, node.origin());
    return null;
  }

  /** Back to where its input lies. */
  @Override
  public Void visitReorder(Movement.Reorder op) {
    return move(op);
  }

  @Override
  public Void visitRunningStatistics(Normalization.RunningStatistics op) {
    return null;
  }

  @Override
  public Void visitSoftmax(Normalization.Softmax op) {
    return ifWanted(new Normalization.SoftmaxGradient());
  }

  @Override
  public Void visitTokens(Sequence.Tokens op) {
    return move(new Sequence.Pixels());
  }

  @Override
  public Void visitPixels(Sequence.Pixels op) {
    return move(new Sequence.Tokens());
  }

  @Override
  public Void visitClassToken(Sequence.ClassToken op) {
    return emit(new Sequence.ClassTokenGradient(wants(INPUT), learns(WEIGHT)));
  }

  @Override
  public Void visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    if (learns(WEIGHT)) {
      emit(new Sequence.PositionalEmbeddingGradient());
    }
    if (wants(INPUT)) {
      to.contribute(node.value(INPUT), outGradient, node.origin());
    }
    return null;
  }

  @Override
  public Void visitSelectToken(Sequence.SelectToken op) {
    return ifWanted(new Sequence.SelectTokenGradient(op));
  }

  @Override
  public Void visitAttention(Sequence.Attention op) {
    boolean input = wants(INPUT);
    boolean parameters = learns(WEIGHT);
    return input || parameters ? emit(new Sequence.AttentionGradient(op, input, parameters)) : null;
  }

  @Override
  public Void visitCustom(UserDefined.Custom op) {
    boolean input = wants(INPUT);
    boolean parameters = learns(WEIGHT);
    return input || parameters ? emit(new UserDefined.CustomGradient(op, input, parameters)) : null;
  }

  private boolean wants(Operand operand) {
    Value value = node.valueOrNull(operand);
    return value != null && to.wants(value);
  }

  private boolean learns(Operand parameter) {
    Value value = node.valueOrNull(parameter);
    return value != null && to.isTrainable(value);
  }

  /** An op whose only gradient is that of its input. */
  private Void ifWanted(Op gradient) {
    return wants(INPUT) ? emit(gradient) : null;
  }

  /** An op whose gradient moves elements back. */
  private Void move(Op back) {
    if (wants(INPUT)) {
      Value x = node.value(INPUT);
      Value gradient = to.declare(x);
      to.emit(back, List.of(outGradient), List.of(gradient), node.origin());
      to.contribute(x, gradient, node.origin());
    }
    return null;
  }

  /**
   * The names of its operands say what it reads, of this node or of the gradients so far; the names
   * of its results, whose gradients they are.
   */
  private Void emit(Op gradient) {
    Signature signature = Signature.of(gradient);
    List<Value> operands = signature.inputs().stream().map(this::operand).toList();
    List<Value> receivers =
        signature.outputs().stream().map(result -> node.value(result.forward())).toList();
    List<Value> results = receivers.stream().map(to::declare).toList();
    to.emit(gradient, operands, results, node.origin());
    for (int i = 0; i < results.size(); i++) {
      if (to.isTrainable(receivers.get(i))) {
        to.parameterGradient(receivers.get(i), results.get(i), node.origin());
      } else {
        to.contribute(receivers.get(i), results.get(i), node.origin());
      }
    }
    return null;
  }

  private Value operand(Operand name) {
    Value value = node.value(name.forward());
    return name.isGradient() ? to.gradient(value) : value;
  }
}
