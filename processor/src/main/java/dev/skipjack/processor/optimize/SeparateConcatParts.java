package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Aliasing;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes every part of a concatenation a value that can live inside its result (the slab), by
 * copying the few that cannot: an input, a reshaped value, a slice, and one that already lives in
 * another slab.
 *
 * <pre>
 *   x = concat(a, b)            x = concat(a, b)
 *   y = concat(a, c)    ==>     a2 = copy(a)
 *                               y = concat(a2, c)
 * </pre>
 */
final class SeparateConcatParts implements Pass {
  @Override
  public boolean isOptional() {
    return false;
  }

  @Override
  public Graph run(Graph graph) {
    Names names = Names.of(graph);
    Set<Value> fixed = new HashSet<>(graph.inputs());
    graph.parameters().forEach(p -> fixed.add(p.value()));
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Aliasing aliasing = Aliasing.of(node.op());
      if (aliasing instanceof Aliasing.Slab) {
        List<Value> parts = new ArrayList<>();
        for (Value part : node.inputs()) {
          if (fixed.add(part)) {
            parts.add(part);
          } else {
            Value copy = new Value(names.unique(part.name() + "Copy"), part.type());
            nodes.add(new Node(new Movement.Copy(), List.of(part), copy, node.origin()));
            fixed.add(copy);
            parts.add(copy);
          }
        }
        nodes.add(new Node(node.op(), parts, node.outputs(), node.origin()));
      } else {
        if (aliasing instanceof Aliasing.Window) {
          fixed.add(node.output());
        }
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }
}
