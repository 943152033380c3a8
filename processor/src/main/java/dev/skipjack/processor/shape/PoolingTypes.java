package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.VARIANCE;

import dev.skipjack.processor.ir.Pooling;

/** The types of pooling: see {@link TypeRules}. */
interface PoolingTypes extends Pooling.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitPool(Pooling.Pool op) {
    return node().makes(ShapeRules.pool(node().map(), op));
  }

  @Override
  default Void visitPoolGradient(Pooling.PoolGradient op) {
    return visitPool(op.forward());
  }

  @Override
  default Void visitFusedPool(Pooling.FusedPool op) {
    node().vectors(node().map().channels(), MEAN, VARIANCE, GAMMA, BETA);
    return visitPool(op.pool());
  }

  @Override
  default Void visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return visitFusedPool(op.forward());
  }

  @Override
  default Void visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return node().makes(ShapeRules.globalPool(node().map()));
  }

  @Override
  default Void visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return node().makes(ShapeRules.globalPool(node().map()));
  }

  @Override
  default Void visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return node().makes(ShapeRules.globalPool(node().map()));
  }

  @Override
  default Void visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return node().makes(ShapeRules.globalPool(node().map()));
  }

  @Override
  default Void visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return adaptiveAveragePool();
  }

  @Override
  default Void visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return adaptiveAveragePool();
  }

  private Void adaptiveAveragePool() {
    node().map();
    return node().makes(node().outputMap());
  }
}
