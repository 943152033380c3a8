package dev.skipjack.processor.shape;

import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;

/** The types of the user's own layers: see {@link TypeRules}. */
interface UserDefinedTypes extends UserDefined.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitCustom(UserDefined.Custom op) {
    for (int i = 0; i < op.weights().size(); i++) {
      node().is(UserDefined.WEIGHTS.get(i), op.weights().get(i));
    }
    boolean fits = node().input().isBatched() && node().input().channels() == op.in();
    return node().makes(fits ? ShapeRules.custom(node().input(), op) : TensorType.ERROR);
  }

  @Override
  default Void visitCustomGradient(UserDefined.CustomGradient op) {
    return visitCustom(op.forward());
  }
}
