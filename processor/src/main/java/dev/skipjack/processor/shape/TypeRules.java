package dev.skipjack.processor.shape;

import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Op;

/**
 * What type each operand and result of every op must have, given its input's. A gradient has the
 * type of what it is the gradient of, so an op's rule is that of its gradient, too.
 */
record TypeRules(NodeTypes node)
    implements ContractionTypes,
        FusedTypes,
        NormalizationTypes,
        ElementwiseTypes,
        PoolingTypes,
        MovementTypes,
        SequenceTypes,
        UserDefinedTypes,
        Op.Visitor<Void> {
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
}
