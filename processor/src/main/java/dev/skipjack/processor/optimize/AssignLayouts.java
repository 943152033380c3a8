package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.layout.Layouts;
import dev.skipjack.processor.layout.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets maps lie in planes or in blocks of 16 channels, whichever makes the network fastest, and
 * reorders a map where an op takes planes alone. A convolution converts by itself. In a network
 * that trains, differentiation gives each gradient the layout of what it belongs to.
 *
 * <pre>
 *   y:[N,16,8,8] = folded_convolution(x, w)        y:[N,16,8,8]b16 = folded_convolution(x, w)
 *   z:[N,16,8,8] = folded_convolution(y, v)  ==&gt;   z:[N,16,8,8] = folded_convolution(y, v)
 * </pre>
 */
final class AssignLayouts implements Pass {
  private final LayoutChoice choice;
  private final Mode mode;

  AssignLayouts(LayoutChoice choice, Mode mode) {
    this.choice = choice;
    this.mode = mode;
  }

  @Override
  public Graph run(Graph graph) {
    return new Relaying(graph, choice.of(graph, mode)).run();
  }

  /** A map in planes has the name that it had; in blocks as well, it gets another one there. */
  private static final class Relaying {
    private final Graph graph;
    private final Layouts layouts;
    private final Names names;

    /** Maps that lie in blocks but are written or read in planes as well. */
    private final Set<Value> inBoth = new HashSet<>();

    private final Map<Value, Value> inBlocks = new HashMap<>();
    private final Set<Value> inPlanes = new HashSet<>();
    private final List<Node> nodes = new ArrayList<>();

    Relaying(Graph graph, Layouts layouts) {
      this.graph = graph;
      this.layouts = layouts;
      this.names = Names.of(graph);
    }

    Graph run() {
      findPlanar();
      inPlanes.addAll(graph.inputs());
      graph.parameters().forEach(p -> inPlanes.add(p.value()));
      Set<Value> outputs = Set.copyOf(graph.outputs());
      for (Node node : graph.nodes()) {
        nodes.add(relaid(node));
        node.outputs().stream().filter(outputs::contains).forEach(v -> planes(v, node));
      }
      return graph.withNodes(nodes);
    }

    private void findPlanar() {
      Set<Value> planar = new HashSet<>(graph.inputs());
      planar.addAll(graph.outputs());
      for (Node node : graph.nodes()) {
        if (layouts.takesPlanes(node.op())) {
          planar.addAll(node.inputs());
          planar.addAll(node.outputs());
        }
      }
      planar.stream().filter(v -> layouts.of(v) == Layout.BLOCKS).forEach(inBoth::add);
    }

    private Node relaid(Node node) {
      if (node.op() instanceof Movement.Copy) {
        return copied(node);
      }
      boolean planar = layouts.takesPlanes(node.op());
      List<Value> inputs =
          node.inputs().stream().map(v -> planar ? planes(v, node) : chosen(v, node)).toList();
      List<Value> outputs =
          node.outputs().stream().map(v -> planar ? writtenInPlanes(v) : written(v)).toList();
      return new Node(node.op(), inputs, outputs, node.origin());
    }

    /** In planes or in blocks, from what lies so already if anything does. */
    private Node copied(Node node) {
      Value x = node.value(Operand.INPUT);
      boolean blocks = layouts.of(node.output()) == Layout.BLOCKS;
      Value alike = blocks ? inBlocks.get(x) : inPlanes.contains(x) ? x : null;
      Value other = blocks ? x : inBlocks.get(x);
      Value from = alike != null ? alike : other;
      return new Node(
          alike != null ? node.op() : new Movement.Reorder(),
          List.of(from),
          written(node.output()),
          node.origin());
    }

    private Value writtenInPlanes(Value value) {
      inPlanes.add(value);
      return value;
    }

    private Value written(Value value) {
      return layouts.of(value) == Layout.PLANES ? writtenInPlanes(value) : writtenInBlocks(value);
    }

    private Value writtenInBlocks(Value value) {
      String name = inBoth.contains(value) ? names.unique(value.name() + "Blocks") : value.name();
      Value blocks = new Value(name, value.type().in(Layout.BLOCKS));
      inBlocks.put(value, blocks);
      return blocks;
    }

    /** As was chosen for it. */
    private Value chosen(Value value, Node reader) {
      if (layouts.of(value) == Layout.PLANES) {
        return value;
      }
      if (!inBlocks.containsKey(value)) {
        nodes.add(reorder(value, writtenInBlocks(value), reader));
      }
      return inBlocks.get(value);
    }

    private Value planes(Value value, Node reader) {
      if (inPlanes.add(value)) {
        nodes.add(reorder(inBlocks.get(value), value, reader));
      }
      return value;
    }

    private static Node reorder(Value from, Value to, Node reader) {
      return new Node(new Movement.Reorder(), List.of(from), to, reader.origin());
    }
  }
}
