package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An average and a 1×1 convolution are both linear and one works on pixels, the other on channels,
 * so they change places: a transition's convolution then sees a quarter of the pixels.
 *
 * <pre>
 *   c = convolution&lt;1x1&gt;(x, w)            p = average_pool(x)
 *   y = average_pool(c)           ==&gt;   y = convolution&lt;1x1&gt;(p, w)
 * </pre>
 */
final class PoolBeforeConvolution implements Pass {
  @Override
  public Graph run(Graph graph) {
    Names names = Names.of(graph);
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> convolutions = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node convolution =
          isAverage(node) && uses.get(node.value(INPUT)) == 1
              ? convolutions.get(node.value(INPUT))
              : null;
      if (convolution != null) {
        Rewrite.takeOut(nodes, convolution);
        Value x = convolution.value(INPUT);
        TensorType out = node.output().type();
        Value pooled =
            new Value(names.unique(x.name() + "Pooled"), out.withChannels(x.type().channels()));
        nodes.add(node.as(node.op(), Map.of(INPUT, x, OUTPUT, pooled)));
        nodes.add(convolution.as(convolution.op(), Map.of(INPUT, pooled, OUTPUT, node.output())));
      } else {
        if (isPointwise(node)) {
          convolutions.put(node.output(), node);
        }
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }

  /** Without padding: a bias would be averaged with zeros that are not there afterwards. */
  private static boolean isAverage(Node node) {
    return node.op() instanceof Pooling.Pool pool
        && pool.kind() == Pooling.Kind.AVERAGE
        && pool.padding().is(0)
        && !pool.ceilMode()
        && pool.stride().area() > 1;
  }

  private static boolean isPointwise(Node node) {
    return node.op() instanceof Contraction.Convolution op
        && op.kernel().is(1)
        && op.stride().is(1)
        && op.padding().is(0);
  }
}
