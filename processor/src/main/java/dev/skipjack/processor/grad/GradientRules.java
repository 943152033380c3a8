package dev.skipjack.processor.grad;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** The gradient of every op: given the gradient of its output, what its inputs receive. */
final class GradientRules implements Op.Visitor<Void> {
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

  private Void contract(Op gradient, boolean x, boolean learned, List<Value> parameters) {
    List<Value> operands = List.of(node.input(0), node.input(1), outGradient);
    return several(gradient, operands, x, learned, parameters);
  }

  /** Batch statistics are functions of x, running ones are constants. */
  @Override
  public Void visitNormalize(Normalization.Normalize op) {
    boolean fixed = to.isParameter(node.input(1));
    boolean x = to.wants(node.input(0));
    boolean learned = to.isTrainable(node.input(3));
    return several(
        new Normalization.NormalizeGradient(op, fixed, x, learned),
        List.of(
            node.input(0), node.output(), node.input(1), node.input(2), node.input(3), outGradient),
        x,
        learned,
        node.inputs().subList(3, 5));
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
  public Void visitPool(Pooling.Pool op) {
    return one(new Pooling.PoolGradient(op), node.input(0), node.output(), outGradient);
  }

  @Override
  public Void visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return one(new Pooling.GlobalAveragePoolGradient(), outGradient);
  }

  @Override
  public Void visitConcat(Movement.Concat op) {
    int offset = 0;
    for (Value part : node.inputs()) {
      if (to.wants(part)) {
        Value gradient = to.declare(part);
        to.emit(new Movement.Slice(offset), List.of(outGradient), List.of(gradient), node.origin());
        to.contribute(part, gradient, node.origin());
      }
      offset += part.type().channels();
    }
    return null;
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

  /** Statistics carry no gradient of their own: the gradient of normalise contains it. */
  @Override
  public Void visitStatistics(Normalization.Statistics op) {
    return null;
  }

  @Override
  public Void visitRunningStatistics(Normalization.RunningStatistics op) {
    return null;
  }

  @Override
  public Void visitBatchNorm(Normalization.BatchNorm op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitSlice(Movement.Slice op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitLinearGradient(Contraction.LinearGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitNormalizeGradient(Normalization.NormalizeGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitActivationGradient(Elementwise.ActivationGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitDropoutGradient(Elementwise.DropoutGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitPoolGradient(Pooling.PoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    throw notDifferentiable(op);
  }

  @Override
  public Void visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    throw notDifferentiable(op);
  }

  private static IllegalStateException notDifferentiable(Op op) {
    return new IllegalStateException(op.text() + " does not occur in a graph to differentiate");
  }

  /** An op whose only gradient is that of its first input. */
  private Void one(Op gradient, Value... operands) {
    Value x = node.input(0);
    if (to.wants(x)) {
      Value part = to.declare(x);
      to.emit(gradient, List.of(operands), List.of(part), node.origin());
      to.contribute(x, part, node.origin());
    }
    return null;
  }

  /** An op with a gradient for its input and for its parameters, each if wanted. */
  private Void several(
      Op gradient, List<Value> operands, boolean x, boolean learned, List<Value> parameters) {
    List<Value> outputs = new ArrayList<>();
    if (x) {
      outputs.add(to.declare(node.input(0)));
    }
    if (learned) {
      for (Value parameter : parameters) {
        Value part = to.declare(parameter);
        outputs.add(part);
        to.parameterGradient(parameter, part);
      }
    }
    to.emit(gradient, operands, outputs, node.origin());
    if (x) {
      to.contribute(node.input(0), outputs.get(0), node.origin());
    }
    return null;
  }
}
