package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.layout.Mode;
import dev.skipjack.processor.shape.GraphVerifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs passes in order and verifies the graph after each one. */
public final class Pipeline {
  private final List<Pass> passes;
  private final Consumer<Graph> verifier;

  Pipeline(List<Pass> passes) {
    this(passes, GraphVerifier::verify);
  }

  private Pipeline(List<Pass> passes, Consumer<Graph> verifier) {
    this.passes = List.copyOf(passes);
    this.verifier = verifier;
  }

  /** What happens to a network that trains. Fusion comes before differentiation. */
  public static Pipeline training() {
    return training(LayoutChoice.DEFAULT);
  }

  /** The same with maps that lie as is asked for; their gradients will lie alike. */
  public static Pipeline training(LayoutChoice layouts) {
    return new Pipeline(
        List.of(
            new LowerBatchNorm(true),
            new StatisticsOnce(), // wants statistics of whole concatenations, as lowered
            new FuseNormalizeActivation(),
            new PoolBeforeConvolution(),
            new FuseResidualAdd(),
            new FusePrologue(),
            new FuseStatistics(),
            new EliminateDeadNodes(), // frees concatenations from readers that are gone
            new SeparateConcatParts(),
            new AssignLayouts(layouts, Mode.TRAINING))); // wants to know who reads and joins what
  }

  /** What happens to a network that predicts. */
  public static Pipeline inference() {
    return inference(LayoutChoice.DEFAULT);
  }

  /** The same with maps that lie as is asked for. */
  public static Pipeline inference(LayoutChoice layouts) {
    return new Pipeline(
        List.of(
            new LowerBatchNorm(false),
            new RemoveDropout(),
            new FuseNormalizeActivation(),
            new PoolBeforeConvolution(),
            new FuseResidualAdd(),
            new FoldConvolution(),
            new FoldEpilogue(),
            new FusePrologue(), // takes what could not be folded
            new EliminateDeadNodes(),
            new SeparateConcatParts(),
            new FuseSeparableConvolution(),
            new FuseGate(),
            new AssignLayouts(layouts, Mode.INFERENCE)));
  }

  /** What happens to a backward pass. */
  public static Pipeline backward() {
    return new Pipeline(List.of(new AccumulateGradients()), GraphVerifier::verifyBackward);
  }

  /** The names of the passes that {@link #without} can leave out, of every pipeline. */
  public static List<String> optional() {
    return Stream.of(training(), inference(), backward())
        .flatMap(pipeline -> pipeline.optionalPasses().stream())
        .distinct()
        .toList();
  }

  /** The names of its passes that {@link #without} can leave out, in order. */
  public List<String> optionalPasses() {
    return passes.stream().filter(Pass::isOptional).map(Pass::name).toList();
  }

  /** The same without some of its optional passes. */
  public Pipeline without(Set<String> names) {
    return new Pipeline(
        passes.stream().filter(p -> !p.isOptional() || !names.contains(p.name())).toList(),
        verifier);
  }

  /**
   * @throws IllegalStateException naming the pass that broke the graph
   */
  public Graph run(Graph graph) {
    verifier.accept(graph);
    for (Pass pass : passes) {
      Graph before = graph;
      graph = pass.run(graph);
      try {
        verifier.accept(graph);
      } catch (IllegalStateException e) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "pass %s broke the graph: %s%nbefore:%n%safter:%n%s",
                pass.name(),
                e.getMessage(),
                before,
                graph),
            e);
      }
    }
    return graph;
  }
}
