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
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.PROJECT_BETA;
import static dev.skipjack.processor.ir.Operand.PROJECT_BIAS;
import static dev.skipjack.processor.ir.Operand.PROJECT_GAMMA;
import static dev.skipjack.processor.ir.Operand.PROJECT_MEAN;
import static dev.skipjack.processor.ir.Operand.PROJECT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.PROJECT_WEIGHT;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.TensorType;

/** The types of fused ops: see {@link TypeRules}. */
interface FusedTypes extends Fused.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitFusedConvolution(Fused.FusedConvolution op) {
    node().vectors(op.convolution().inChannels(), MEAN, VARIANCE, GAMMA, BETA);
    node().vectors(op.convolution().outChannels(), OUTPUT_MEAN, OUTPUT_VARIANCE);
    return ContractionTypes.convolution(node(), op.convolution());
  }

  @Override
  default Void visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return visitFusedConvolution(op.forward());
  }

  @Override
  default Void visitFoldedConvolution(Fused.FoldedConvolution op) {
    Contraction.Convolution convolution = op.convolution();
    node().vectors(convolution.inChannels(), MEAN, VARIANCE, GAMMA, BETA);
    if (op.scaled()) {
      node().is(FOLD_GAMMA, TensorType.of(convolution.outChannels(), 1, 1));
    } else {
      node().vectors(convolution.outChannels(), FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA);
    }
    node().is(ADDEND, node().type(OUTPUT));
    if (op.gated()) {
      TensorType scale = node().type(SCALE);
      boolean fits = ShapeRules.scales(scale, node().input(), Elementwise.Factors.CHANNELS);
      node().is(SCALE, fits ? scale : TensorType.ERROR);
    }
    return ContractionTypes.convolution(node(), convolution);
  }

  @Override
  default Void visitSeparableConvolution(Fused.SeparableConvolution op) {
    Fused.FoldedConvolution first = op.expand() == null ? op.depthwise() : op.expand();
    TensorType type = node().isMap(INPUT, first.convolution().inChannels());
    if (op.expand() != null) {
      Contraction.Convolution expand = op.expand().convolution();
      node().vectors(expand.outChannels(), EXPAND_MEAN, EXPAND_VARIANCE, EXPAND_GAMMA, EXPAND_BETA);
      type = ContractionTypes.convolved(node(), type, expand, EXPAND_WEIGHT, EXPAND_BIAS);
    }
    node().vectors(op.convolution().outChannels(), FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA);
    type = ContractionTypes.convolved(node(), type, op.convolution(), WEIGHT, BIAS);
    if (op.project() != null) {
      Contraction.Convolution project = op.project().convolution();
      node()
          .vectors(
              project.outChannels(), PROJECT_MEAN, PROJECT_VARIANCE, PROJECT_GAMMA, PROJECT_BETA);
      type = ContractionTypes.convolved(node(), type, project, PROJECT_WEIGHT, PROJECT_BIAS);
    }
    TensorType out = node().type(OUTPUT);
    node().is(ADDEND, out);
    node().is(OUTPUT, type.in(out.layout()));
    return null;
  }
}
