package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which pass broke a graph is told before the next one runs. */
class BrokenPassTest {
  private static final Value X = new Value("x", TensorType.map(4, 8, 8));
  private static final Value Y = new Value("y", TensorType.map(4, 4, 4));
  private static final Graph GRAPH =
      graph(Node.of(Pooling.Pool.of(Pooling.Kind.MAX, 2), Map.of(INPUT, X, OUTPUT, Y), null));

  private static Graph graph(Node node) {
    return new Graph("it", List.of(X), List.of(), List.of(node), List.of(Y));
  }

  /** A stride that nobody asked for. */
  private static final class WidenStride implements Pass {
    @Override
    public Graph run(Graph graph) {
      return graph(graph.nodes().get(0).as(Pooling.Pool.of(Pooling.Kind.MAX, 4), Map.of()));
    }
  }

  /** An op that has other operands. */
  private static final class ForgetOperand implements Pass {
    @Override
    public Graph run(Graph graph) {
      Op add = new Elementwise.Add();
      return graph(new Node(add, List.of(X), Y, null));
    }
  }

  private static final class Nothing implements Pass {
    @Override
    public Graph run(Graph graph) {
      return graph;
    }
  }

  @Test
  void aWrongTypeIsTheFaultOfItsPass() {
    Pipeline pipeline = new Pipeline(List.of(new Nothing(), new WidenStride(), new Nothing()));
    assertThatThrownBy(() -> pipeline.run(GRAPH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "pass WidenStride broke the graph: 'y:[N,4,4,4]', the output, should be [N,4,2,2],"
                + " in: y:[N,4,4,4] = pool<");
  }

  @Test
  void aMissingOperandIsTheFaultOfItsPass() {
    Pipeline pipeline = new Pipeline(List.of(new Nothing(), new ForgetOperand(), new Nothing()));
    assertThatThrownBy(() -> pipeline.run(GRAPH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "pass ForgetOperand broke the graph: add reads [left, right], not [x:[N,4,8,8]],"
                + " in: y:[N,4,4,4] = add(x)");
  }

  @Test
  void whatIsWholePasses() {
    assertThat(new Pipeline(List.of(new Nothing())).run(GRAPH)).isEqualTo(GRAPH);
  }
}
