package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.TensorType;

/** The types of contractions: see {@link TypeRules}. */
interface ContractionTypes extends Contraction.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitConvolution(Contraction.Convolution op) {
    return convolution(node(), op);
  }

  @Override
  default Void visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return visitConvolution(op.forward());
  }

  @Override
  default Void visitLinear(Contraction.Linear op) {
    TensorType x = node().input();
    boolean fits = x.isBatched() && !x.isMap() && x.channels() == op.inFeatures();
    node().is(INPUT, fits ? x : TensorType.features(op.inFeatures()));
    node().is(WEIGHT, TensorType.of(op.outFeatures(), op.inFeatures()));
    node().vectors(op.outFeatures(), BIAS);
    node().is(OUTPUT, fits ? ShapeRules.linear(x, op) : TensorType.ERROR);
    return null;
  }

  @Override
  default Void visitLinearGradient(Contraction.LinearGradient op) {
    return visitLinear(op.forward());
  }

  @Override
  default Void visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    TensorType x = node().isMap(INPUT, op.inChannels());
    node().is(WEIGHT, TensorType.of(op.inChannels(), op.outChannels(), op.kernel(), op.kernel()));
    node().vectors(op.outChannels(), BIAS);
    node().is(OUTPUT, ShapeRules.convolutionTranspose(x, op));
    return null;
  }

  @Override
  default Void visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return visitConvolutionTranspose(op.forward());
  }

  /** A convolution, what is fused to it aside; it writes any layout. */
  static Void convolution(NodeTypes node, Contraction.Convolution op) {
    TensorType x = node.isMap(INPUT, op.inChannels());
    TensorType out = node.type(OUTPUT);
    node.is(OUTPUT, convolved(node, x, op, WEIGHT, BIAS).in(out.layout()));
    return null;
  }

  /** The output of a convolution whose parameters are expected under these names. */
  static TensorType convolved(
      NodeTypes node, TensorType x, Contraction.Convolution op, Operand weight, Operand bias) {
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
    node.vectors(op.outChannels(), bias);
    return ShapeRules.convolution(x, op);
  }
}
