package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.MemoryPlanner;
import dev.skipjack.processor.memory.Storage;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays a step on paper: every element that is written gets a number of its own, and whoever reads
 * a value must find its numbers still there. It knows nothing of lifetimes, slabs or gaps.
 */
class MemoryPlannerTest {
  @ParameterizedTest
  @ValueSource(strings = {"Kitchen", "ResNet18OfBlocks", "Outputs", "Workbench"})
  void nothingIsOverwrittenWhileItIsNeeded(String name) throws IOException {
    TrainingGraph training = Differentiate.of(Pipeline.training().run(Graphs.of(name)));
    new Play(training).run();
    new Play(training.withBackward(Pipeline.backward().run(training.backward()))).run();
    new Play(TrainingGraph.withoutBackward(Pipeline.inference().run(Graphs.of(name)))).run();
  }

  /**
   * A gradient that two readers share, of which one takes it apart: what is added to a part must
   * not reach the other.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        @Conv(out = 8, kernel = 3) Layer early;
        @Conv(out = 4, kernel = 3) Layer a;
        @Conv(out = 4, kernel = 3) Layer b;
        @Concat("a") Layer both;
        @Skip(from = "early") Layer sum;
        @Flatten @Linear(out = 10) Layer logits;
        """,
        """
        @Conv(out = 4, kernel = 3) Layer a;
        @Conv(out = 4, kernel = 3) Layer b;
        @Concat("a") Layer both;
        @From("b") @Concat("a") @Add("both") Layer sum;
        @Flatten @Linear(out = 10) Layer logits;
        """,
        """
        @Conv(out = 6, kernel = 3) Layer early;
        @DenseBlock(layers = 3, growth = 2, newOnly = true) Layer grown;
        @Skip(from = "early") Layer sum;
        @Flatten @Linear(out = 10) Layer logits;
        """
      })
  void sharedGradientsStayWhole(String layers) {
    TrainingGraph training = Differentiate.of(Pipeline.training().run(Graphs.ofLayers(layers)));
    new Play(training.withBackward(Pipeline.backward().run(training.backward()))).run();
  }

  private static final class Play {
    private final TrainingGraph graph;
    private final MemoryPlan plan;
    private final long[] perImage;
    private final long[] fixed;
    private final Map<Value, long[]> contents = new HashMap<>();
    private final Set<Value> outside = new HashSet<>();
    private long next = 1;

    Play(TrainingGraph graph) {
      this.graph = graph;
      this.plan = MemoryPlanner.plan(graph);
      this.perImage = new long[Math.toIntExact(plan.elementsPerImage())];
      this.fixed = new long[Math.toIntExact(plan.fixedElements())];
      graph.forward().parameters().forEach(p -> outside.add(p.value()));
      outside.addAll(graph.parameterGradients().values());
    }

    void run() {
      write(graph.forward().inputs().get(0));
      graph.forward().nodes().forEach(this::play);
      readOutputs("the caller");
      if (graph.hasBackward()) {
        graph.outputGradients().values().forEach(this::write);
        readOutputs("the caller, who may still compute the loss");
        graph.backward().nodes().forEach(this::play);
        readOutputs("the caller, after the backward pass");
      }
    }

    private void readOutputs(String reader) {
      graph.forward().outputs().forEach(output -> read(output, reader));
    }

    private void play(Node node) {
      node.inputs().forEach(v -> read(v, node.toString()));
      if (node.op() instanceof Movement.Concat) {
        long[] joined =
            node.inputs().stream().flatMapToLong(v -> Arrays.stream(contents.get(v))).toArray();
        contents.put(node.output(), joined);
      } else if (node.op() instanceof Movement.Slice slice) {
        long[] whole = contents.get(node.input(0));
        int plane = whole.length / node.input(0).type().channels();
        int begin = slice.offset() * plane;
        int length = (int) node.output().type().elements();
        contents.put(node.output(), Arrays.copyOfRange(whole, begin, begin + length));
      } else if (node.op() instanceof Movement.Reshape) {
        contents.put(node.output(), contents.get(node.input(0)));
      } else {
        node.outputs().forEach(this::write);
        return;
      }
      read(node.output(), node + ", which should have nothing to do");
    }

    private long[] memory(Value value) {
      return plan.of(value).batched() ? perImage : fixed;
    }

    private int begin(Value value) {
      Storage storage = plan.of(value);
      return Math.toIntExact(storage.offset() + storage.first());
    }

    private void write(Value value) {
      if (!outside.contains(value)) {
        long[] numbers = new long[(int) value.type().elements()];
        Arrays.setAll(numbers, i -> next++);
        contents.put(value, numbers);
        System.arraycopy(numbers, 0, memory(value), begin(value), numbers.length);
      }
    }

    private void read(Value value, String reader) {
      if (!outside.contains(value)) {
        long[] expected = contents.get(value);
        int begin = begin(value);
        long[] found = Arrays.copyOfRange(memory(value), begin, begin + expected.length);
        assertThat(Arrays.equals(found, expected))
            .as("%s is intact for %s", value, reader)
            .isTrue();
      }
    }
  }
}
