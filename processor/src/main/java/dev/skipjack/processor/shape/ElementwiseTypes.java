package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MASK;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.RIGHT;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.TensorType;

/** The types of elementwise ops: see {@link TypeRules}. */
interface ElementwiseTypes extends Elementwise.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitActivation(Elementwise.Activation op) {
    return node().same();
  }

  @Override
  default Void visitActivationGradient(Elementwise.ActivationGradient op) {
    return node().same();
  }

  @Override
  default Void visitAdd(Elementwise.Add op) {
    TensorType type = node().type(LEFT);
    node().is(LEFT, type);
    node().is(RIGHT, type);
    node().is(OUTPUT, type);
    return null;
  }

  @Override
  default Void visitMultiply(Elementwise.Multiply op) {
    TensorType scale = node().type(SCALE);
    boolean fits = ShapeRules.scales(scale, node().input(), op.factors());
    node().is(SCALE, fits ? scale : TensorType.ERROR);
    return node().same();
  }

  @Override
  default Void visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return visitMultiply(op.forward());
  }

  @Override
  default Void visitLayerScale(Elementwise.LayerScale op) {
    TensorType x = node().map();
    node().is(WEIGHT, TensorType.of(x.channels(), 1, 1));
    return node().makes(x);
  }

  @Override
  default Void visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return visitLayerScale(op.forward());
  }

  @Override
  default Void visitPrelu(Elementwise.Prelu op) {
    node().is(WEIGHT, TensorType.of(op.eachChannel() ? node().input().channels() : 1));
    return node().same();
  }

  @Override
  default Void visitPreluGradient(Elementwise.PreluGradient op) {
    return visitPrelu(op.forward());
  }

  @Override
  default Void visitDropout(Elementwise.Dropout op) {
    return dropout();
  }

  @Override
  default Void visitDropoutGradient(Elementwise.DropoutGradient op) {
    return dropout();
  }

  @Override
  default Void visitStochasticDepth(Elementwise.StochasticDepth op) {
    return stochasticDepth();
  }

  @Override
  default Void visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return stochasticDepth();
  }

  private Void dropout() {
    node().is(MASK, node().input());
    return node().same();
  }

  private Void stochasticDepth() {
    node().is(MASK, TensorType.features(1));
    return node().same();
  }
}
