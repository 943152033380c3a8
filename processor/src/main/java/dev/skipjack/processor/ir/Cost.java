package dev.skipjack.processor.ir;

import java.util.Collection;

/** What a node costs in the forward pass. */
public final class Cost {
  private Cost() {}

  /**
   * Multiply-adds for one image; only contractions and attention count, as in the papers' tables.
   */
  public static long multiplyAdds(Node node) {
    if (node.op() instanceof Contraction.Convolution op) {
      long taps = (long) op.kernel().area() * op.inChannels() / op.groups();
      return Math.multiplyExact(node.output().type().elements(), taps);
    }
    if (node.op() instanceof Contraction.ConvolutionTranspose op) {
      long taps = (long) op.kernel() * op.kernel() * op.outChannels();
      return Math.multiplyExact(node.value(Operand.INPUT).type().elements(), taps);
    }
    if (node.op() instanceof Contraction.Linear op) {
      return Math.multiplyExact(node.output().type().elements(), (long) op.inFeatures());
    }
    if (node.op() instanceof Sequence.Attention) {
      TensorType out = node.output().type(); // scores, and the sums that they weigh
      return Math.multiplyExact(2 * out.elements(), (long) out.tokens());
    }
    return 0;
  }

  public static long multiplyAdds(Graph graph) {
    return sum(graph.nodes());
  }

  /** Of several nodes; {@code Long.MAX_VALUE} stands for more. */
  public static long sum(Collection<Node> nodes) {
    long sum = 0;
    for (Node node : nodes) {
      long own = multiplyAdds(node);
      sum = own > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + own;
    }
    return sum;
  }

  /** Learned parameters, frozen ones included, running statistics not. */
  public static long parameters(Graph graph) {
    return graph.parameters().stream()
        .filter(Parameter::isLearned)
        .mapToLong(Parameter::elements)
        .sum();
  }
}
