package dev.skipjack.processor;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.ADDEND_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT_SO_FAR;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT_SO_FAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Fused.FusedConvolutionGradient;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.NormalizeGradient;
import dev.skipjack.processor.ir.Normalization.StatisticsGradient;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays a step on paper: every element that is written gets a number of its own, and whoever reads
 * a value must find its numbers still there. An op reads its operands before it writes its results
 * and again afterwards, because a kernel writes some elements while it still reads others: only
 * what its kernel is known to read element by element may have become a result meanwhile. It knows
 * nothing of lifetimes, slabs, gaps or of what the planner thinks may be written over what.
 */
final class StepOnPaper {
  private final TrainingGraph graph;
  private final PlannedMemory memory;
  private final NumberedMemory numbers = new NumberedMemory();
  private final Map<Value, List<Numbers>> contents = new HashMap<>();
  private final Set<Value> outside = new HashSet<>();
  private long next = 1;

  private StepOnPaper(TrainingGraph graph, PlannedMemory memory) {
    this.graph = graph;
    this.memory = memory;
    graph.forward().parameters().forEach(p -> outside.add(p.value()));
    outside.addAll(graph.parameterGradients().values());
  }

  /**
   * @throws AssertionError naming the op that finds something else than was written for it
   */
  static void play(TrainingGraph graph, PlannedMemory memory) {
    new StepOnPaper(graph, memory).run();
  }

  private void run() {
    graph.forward().inputs().forEach(this::write);
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
      write(node.output(), Numbers.joined(node.inputs().stream().map(contents::get).toList()));
    } else if (node.op() instanceof Movement.Slice slice) {
      Value whole = node.inputs().get(0);
      long plane = memory.elements(whole) / whole.type().channels();
      long length = memory.elements(node.output());
      write(
          node.output(),
          contents.get(whole).stream().map(n -> n.part(slice.offset() * plane, length)).toList());
    } else if (node.op() instanceof Movement.Reshape) {
      write(node.output(), contents.get(node.inputs().get(0)));
    } else {
      node.outputs().forEach(this::write);
      node.outputs().forEach(v -> read(v, "whoever reads it, with other results, of " + node));
      Signature.of(node.op()).inputs().forEach(name -> readWhileWriting(node, name));
      return;
    }
    read(node.output(), node + ", which should have nothing to do");
  }

  /** What lies there already is the value; nothing is written. */
  private void write(Value value, List<Numbers> known) {
    contents.put(value, known);
  }

  private void write(Value value) {
    if (outside.contains(value)) {
      return;
    }
    List<Numbers> written = new ArrayList<>();
    long length = memory.elements(value);
    for (int piece = 0; piece < memory.pieces(value); piece++) {
      long begin = memory.begin(value, piece);
      assertThat(begin).as("begin of %s", value).isNotNegative();
      assertThat(begin + length).as("end of %s", value).isLessThanOrEqualTo(memory.size());
      Numbers fresh = Numbers.run(next, length);
      next += length;
      numbers.write(begin, fresh);
      written.add(fresh);
    }
    contents.put(value, written);
  }

  private Numbers find(Value value, int piece) {
    return numbers.read(memory.begin(value, piece), memory.elements(value));
  }

  private void read(Value value, String reader) {
    if (outside.contains(value)) {
      return;
    }
    List<Numbers> expected = contents.get(value);
    for (int piece = 0; piece < expected.size(); piece++) {
      if (!find(value, piece).equals(expected.get(piece))) {
        fail("%s is not intact for %s", value, reader);
      }
    }
  }

  /** The operand again, when all results are written. */
  private void readWhileWriting(Node node, Operand operand) {
    Value value = node.value(operand);
    if (outside.contains(value)) {
      return;
    }
    Value result = inStep(node.op(), operand, node);
    for (int piece = 0; piece < memory.pieces(value); piece++) {
      Numbers found = find(value, piece);
      Numbers expected = contents.get(value).get(piece);
      boolean allowed =
          result == null || !result.type().equals(value.type()) || outside.contains(result)
              ? found.equals(expected)
              : found.isMixtureOf(expected, contents.get(result).get(piece));
      if (!allowed) {
        fail("the %s of %s is overwritten while it may still be read", operand, node);
      }
      if (result != null && isAddedTo(node.op())) {
        assertThat(found)
            .as("%s is added to where '%s' lies", result, value.name())
            .isEqualTo(contents.get(result).get(piece));
      }
    }
  }

  /**
   * The result each of whose elements is written after the same element of this operand was read,
   * or null. Written from what kernels promise, each of which {@code OverwrittenOperandsTest} of
   * the runtime shows.
   */
  private static Value inStep(Op op, Operand operand, Node node) {
    boolean elementwise =
        op instanceof Elementwise.Add
            || op instanceof Elementwise.Multiply
            || op instanceof Elementwise.Activation
            || op instanceof Elementwise.ActivationGradient
            || op instanceof Elementwise.DropoutGradient
            || op instanceof Elementwise.StochasticDepth
            || op instanceof Elementwise.StochasticDepthGradient && operand == OUTPUT_GRADIENT
            || op instanceof StatisticsGradient && operand == INPUT_GRADIENT_SO_FAR
            || op instanceof FoldedConvolution && operand == ADDEND;
    if (elementwise) {
      return node.output();
    }
    if (op instanceof NormalizeGradient && operand == OUTPUT_GRADIENT) {
      return node.valueOrNull(ADDEND_GRADIENT);
    }
    if (op instanceof Elementwise.MultiplyGradient) {
      return node.valueOrNull(INPUT_GRADIENT);
    }
    return switch (operand) {
      case INPUT_GRADIENT_SO_FAR -> node.value(INPUT_GRADIENT);
      case MEAN_GRADIENT_SO_FAR -> node.value(MEAN_GRADIENT);
      case VARIANCE_GRADIENT_SO_FAR -> node.value(VARIANCE_GRADIENT);
      default -> null;
    };
  }

  private static boolean isAddedTo(Op op) {
    return op instanceof StatisticsGradient || op instanceof FusedConvolutionGradient;
  }
}
