package dev.skipjack.processor.grad;

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
    List<Value> parameters = node.inputs().subList(1, node.inputs().size());
    boolean x = to.wants(node.input(0));
    boolean learned = to.isTrainable(node.input(1));
    return contract(new Contraction.ConvolutionGradient(op, x, learned), x, learned, parameters);
  }

  @Override
  public Void visitLinear(Contraction.Linear op) {
    List<Value> parameters = node.inputs().subList(1, node.inputs().size());
    boolean x = to.wants(node.input(0));
    boolean learned = to.isTrainable(node.input(1));
    return contract(new Contraction.LinearGradient(op, x, learned), x, learned, parameters);
  }

  @Override
  public Void visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    List<Value> parameters = node.inputs().subList(1, node.inputs().size());
    boolean x = to.wants(node.input(0));
    boolean learned = to.isTrainable(node.input(1));
    return contract(
        new Contraction.ConvolutionTransposeGradient(op, x, learned), x, learned, parameters);
  }

  private Void contract(Op gradient, boolean x, boolean learned, List<Value> parameters) {
    return emit(
        gradient,
        List.of(node.input(0), node.input(1), outGradient),
        x ? List.of(node.input(0)) : List.of(),
        learned ? parameters : List.of());
  }

  /**
   * Statistics of the output are values like any other: if something reached them, the convolution
   * adds what follows from it to the gradient of its output. Those of the input hand theirs on.
   */
  @Override
  public Void visitFusedConvolution(Fused.FusedConvolution op) {
    boolean corrected = op.statistics() && to.gradient(node.outputs().get(1)) != null;
    int vectors = op.firstVector();
    Value x = node.input(0);
    List<Value> norm =
        op.prologue() == null ? List.of() : node.inputs().subList(vectors, vectors + 4);
    List<Value> operands = new ArrayList<>(List.of(x, node.input(1)));
    operands.addAll(norm);
    if (corrected) {
      operands.addAll(node.outputs().subList(0, 2));
    }
    operands.add(outGradient);
    if (corrected) {
      operands.add(to.gradient(node.outputs().get(1)));
      operands.add(to.gradient(node.outputs().get(2)));
    }
    boolean statistics = !norm.isEmpty() && to.wants(norm.get(0));
    boolean learnedNorm = !norm.isEmpty() && to.isTrainable(norm.get(2));
    boolean learned = to.isTrainable(node.input(1));
    List<Value> contributions = new ArrayList<>(to.wants(x) ? List.of(x) : List.of());
    contributions.addAll(statistics ? norm.subList(0, 2) : List.of());
    List<Value> parameters = new ArrayList<>(learnedNorm ? norm.subList(2, 4) : List.of());
    parameters.addAll(learned ? node.inputs().subList(1, vectors) : List.of());
    return emit(
        new Fused.FusedConvolutionGradient(
            op, corrected, to.wants(x), statistics, learnedNorm, learned, false),
        operands,
        contributions,
        parameters);
  }

  @Override
  public Void visitNormalize(Normalization.Normalize op) {
    Value x = node.input(0);
    boolean addend = op.add() && to.wants(node.input(5));
    boolean statistics = to.wants(node.input(1));
    boolean learned = to.isTrainable(node.input(3));
    List<Value> contributions = new ArrayList<>(to.wants(x) ? List.of(x) : List.of());
    contributions.addAll(addend ? List.of(node.input(5)) : List.of());
    contributions.addAll(statistics ? node.inputs().subList(1, 3) : List.of());
    return emit(
        new Normalization.NormalizeGradient(op, to.wants(x), addend, statistics, learned),
        List.of(x, node.output(), node.input(1), node.input(2), node.input(3), outGradient),
        contributions,
        learned ? node.inputs().subList(3, 5) : List.of());
  }

  /** The correction of batch norm's gradient, once for all that normalise x. */
  @Override
  public Void visitStatistics(Normalization.Statistics op) {
    Value varianceGradient = to.gradient(node.outputs().get(1));
    return emit(
        new Normalization.StatisticsGradient(false),
        List.of(node.input(0), node.output(), outGradient, varianceGradient),
        List.of(node.input(0)),
        List.of());
  }

  @Override
  public Void visitActivation(Elementwise.Activation op) {
    return one(new Elementwise.ActivationGradient(op), node.output(), outGradient);
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
  public Void visitDropout(Elementwise.Dropout op) {
    return one(new Elementwise.DropoutGradient(), node.outputs().get(1), outGradient);
  }

  @Override
  public Void visitStochasticDepth(Elementwise.StochasticDepth op) {
    return one(new Elementwise.StochasticDepthGradient(), node.outputs().get(1), outGradient);
  }

  @Override
  public Void visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return one(
        new Normalization.LocalResponseNormGradient(op), node.input(0), node.output(), outGradient);
  }

  @Override
  public Void visitPool(Pooling.Pool op) {
    return one(new Pooling.PoolGradient(op), node.input(0), node.output(), outGradient);
  }

  @Override
  public Void visitFusedPool(Pooling.FusedPool op) {
    Value x = node.input(0);
    boolean statistics = to.wants(node.input(1));
    boolean learned = to.isTrainable(node.input(3));
    List<Value> operands = new ArrayList<>(node.inputs());
    operands.add(node.output());
    operands.add(outGradient);
    List<Value> contributions = new ArrayList<>(to.wants(x) ? List.of(x) : List.of());
    contributions.addAll(statistics ? node.inputs().subList(1, 3) : List.of());
    return emit(
        new Pooling.FusedPoolGradient(op, to.wants(x), statistics, learned),
        operands,
        contributions,
        learned ? node.inputs().subList(3, 5) : List.of());
  }

  @Override
  public Void visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return one(new Pooling.GlobalAveragePoolGradient(), outGradient);
  }

  @Override
  public Void visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return one(new Pooling.AdaptiveAveragePoolGradient(), outGradient);
  }

  @Override
  public Void visitUpsample(Movement.Upsample op) {
    return one(new Movement.UpsampleGradient(op), outGradient);
  }

  @Override
  public Void visitPad(Movement.Pad op) {
    return one(new Movement.Crop(op.pixels(), op.pixels()), outGradient);
  }

  @Override
  public Void visitCrop(Movement.Crop op) {
    return one(new Movement.CropGradient(op), outGradient);
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
   * A slice of a concatenation is parts of it, so each part gets its share and the others nothing;
   * no map of zeros is made for the rest.
   */
  @Override
  public Void visitSlice(Movement.Slice op) {
    contributeParts(node.input(0), op.offset(), op.offset() + node.output().type().channels(), 0);
    return null;
  }

  /**
   * Channels from {@code begin} to {@code end} of {@code whole} have the gradient's channels from
   * {@code from} on.
   */
  private void contributeParts(Value whole, int begin, int end, int from) {
    Node concat = to.producer(whole);
    if (concat == null || !(concat.op() instanceof Movement.Concat)) {
      throw new IllegalStateException("a slice cuts '" + whole + "', in: " + node);
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

  private void contributeSlice(Value part, int offset) {
    if (to.wants(part)) {
      Value gradient = to.declare(part);
      to.emit(new Movement.Slice(offset), List.of(outGradient), List.of(gradient), node.origin());
      to.contribute(part, gradient, node.origin());
    }
  }

  @Override
  public Void visitReshape(Movement.Reshape op) {
    return one(op, outGradient);
  }

  @Override
  public Void visitPadShortcut(Movement.PadShortcut op) {
    return one(new Movement.PadShortcutGradient(op), outGradient);
  }

  @Override
  public Void visitCopy(Movement.Copy op) {
    to.contribute(node.input(0), outGradient, node.origin());
    return null;
  }

  @Override
  public Void visitRunningStatistics(Normalization.RunningStatistics op) {
    return null;
  }

  /** An op whose only gradient is that of its first input. */
  private Void one(Op gradient, Value... operands) {
    Value x = node.input(0);
    return to.wants(x) ? emit(gradient, List.of(operands), List.of(x), List.of()) : null;
  }

  /** An op whose outputs are contributions to some values and the gradients of parameters. */
  private Void emit(
      Op gradient, List<Value> operands, List<Value> contributions, List<Value> parameters) {
    List<Value> outputs = new ArrayList<>();
    contributions.forEach(v -> outputs.add(to.declare(v)));
    parameters.forEach(v -> outputs.add(to.declare(v)));
    to.emit(gradient, operands, outputs, node.origin());
    for (int i = 0; i < contributions.size(); i++) {
      to.contribute(contributions.get(i), outputs.get(i), node.origin());
    }
    for (int i = 0; i < parameters.size(); i++) {
      to.parameterGradient(parameters.get(i), outputs.get(contributions.size() + i));
    }
    return null;
  }
}
