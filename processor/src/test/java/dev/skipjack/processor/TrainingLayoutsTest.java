package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.MemoryPlanner;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How maps and their gradients lie in networks that train. */
class TrainingLayoutsTest {
  private static final int RANDOM_MODELS = 16;

  private static final Pattern CHANNELS = Pattern.compile("((?:out|growth) = )(\\d+)");

  /**
   * Sums, slabs and their parts, what takes planes alone, a convolution that nothing is fused to.
   */
  private static final String LAYERS =
      """
      @Conv(out = 16, kernel = 3) @BatchNorm @Relu @MaxPool(kernel = 2) Layer stem;
      @Residual(blocks = 1, out = 16) Layer stage;
      @Conv(out = 16, kernel = 3, bias = true) @Sigmoid Layer plain;
      @Upsample(scale = 2) @Output Layer up;
      @DenseBlock(layers = 2, growth = 32) Layer dense;
      @Transition Layer down;
      @BatchNorm @Relu @GlobalAvgPool @Linear(out = 5) Layer logits;
      """;

  private static TrainingGraph training(Graph graph, Pipeline pipeline) {
    Graph forward = pipeline.run(graph);
    TrainingGraph step = Differentiate.of(forward, Set.copyOf(forward.inputs()));
    return step.withBackward(Pipeline.backward().run(step.backward()));
  }

  private static Pipeline pipeline(String layouts) {
    return Pipeline.training(LayoutChoice.parse(layouts).orElseThrow());
  }

  private static TrainingGraph training(Graph graph, String layouts) {
    return training(graph, pipeline(layouts));
  }

  private static long blocks(List<Node> nodes) {
    return nodes.stream()
        .flatMap(node -> node.outputs().stream())
        .filter(value -> value.type().layout() == Layout.BLOCKS)
        .count();
  }

  private static long reorders(List<Node> nodes) {
    return nodes.stream().filter(n -> n.op() instanceof Movement.Reorder).count();
  }

  @Test
  void blocksAreDrawn() throws IOException {
    TrainingGraph step = training(Graphs.ofLayers(LAYERS), "blocks");
    Goldens.check(
        Goldens.resource("graphs", "passes/layouts-training.txt"),
        step.forward().listing() + "\n" + step.backward().listing());
  }

  @Test
  void planesAreThereForTheAsking() {
    Graph graph = Graphs.ofLayers(LAYERS);
    TrainingGraph step = training(graph, "planes");
    assertThat(blocks(step.timeline())).isZero();
    assertThat(training(graph, pipeline("blocks").without(Set.of("AssignLayouts"))))
        .isEqualTo(step);
  }

  /** Many channels fill blocks; growths of 12 do not. Groups have no fast gradient there. */
  @Test
  void theEstimateDecides() {
    String many =
        "@Conv(out = 64, kernel = 3) @Relu Layer a; @Conv(out = 64, kernel = 3) @GlobalAvgPool @Linear(out = 4) Layer b;";
    String few =
        "@Conv(out = 12, kernel = 3) @Relu Layer a; @Conv(out = 20, kernel = 3) @GlobalAvgPool @Linear(out = 4) Layer b;";
    assertThat(blocks(training(Graphs.ofLayers(many), "auto").timeline())).isPositive();
    String groups =
        "@Conv(out = 64, kernel = 3) Layer a;"
            + "@Conv(out = 64, kernel = 3, groups = 2) @GlobalAvgPool @Linear(out = 4) Layer b;";
    assertThat(blocks(training(Graphs.ofLayers(few), "auto").timeline())).isZero();
    assertThat(blocks(training(Graphs.ofLayers(groups), "auto").timeline())).isZero();
  }

  /** Users give and get planes; and so they do of what takes only these. */
  @Test
  void edgesLieInPlanes() {
    TrainingGraph step = training(Graphs.ofLayers(LAYERS), "blocks");
    for (Map<Value, Value> ofUsers :
        List.of(step.outputGradients(), step.parameterGradients(), step.inputGradients())) {
      assertThat(ofUsers).isNotEmpty();
      assertThat(ofUsers.values()).allMatch(v -> v.type().layout() == Layout.PLANES);
    }
  }

  /** A gradient of a map that is reordered is reordered back, and added to what others send. */
  @Test
  void gradientsAreReorderedBack() {
    TrainingGraph step =
        training(
            Graphs.ofLayers(
                """
                @Conv(out = 16, kernel = 3) @Relu @Output Layer features;
                @Conv(out = 32, kernel = 1) @GlobalAvgPool @Linear(out = 3) Layer logits;
                """),
            "blocks");
    assertThat(step.forward().listing())
        .contains("features:[N,16,8,8] = reorder(featuresBlocks)\n");
    assertThat(step.backward().listing())
        .contains("gradFeaturesBlocks2:[N,16,8,8]b16 = reorder(gradFeatures)\n");
  }

  /** In a dense block nothing but the image is reordered, and gradients are added in their slab. */
  @Test
  void gradientsAreAddedInBlocks() {
    TrainingGraph step =
        training(
            Graphs.ofLayers(
                """
                @Conv(out = 32, kernel = 3) Layer stem;
                @DenseBlock(layers = 3, growth = 16) Layer dense;
                @BatchNorm @Relu @GlobalAvgPool @Linear(out = 3) Layer logits;
                """),
            "blocks");
    assertThat(reorders(step.timeline())).isZero();
    assertThat(step.backward().listing())
        .contains("accumulate")
        .doesNotContain(" = add(grad")
        .doesNotContainPattern("grad\\w+:\\[N,\\d+,8,8] = .*dense");
  }

  @Test
  void theSameSeedGivesTheSameLayouts() {
    Graph graph = Graphs.ofLayers(LAYERS);
    assertThat(training(graph, "random:5")).isEqualTo(training(graph, "random:5"));
    Set<Long> counts = new HashSet<>();
    for (int seed = 0; seed < 6; seed++) {
      counts.add(blocks(training(graph, "random:" + seed).timeline()));
    }
    assertThat(counts).hasSizeGreaterThan(2);
  }

  /** Nothing may be written where something else is still read. */
  @ParameterizedTest
  @CsvSource({
    "ResNet18, blocks",
    "ResNet50, random:1",
    "DenseNet121, blocks",
    "DenseNet121, random:2",
    "FcDenseNet103, blocks",
    "Workbench, blocks",
    "Workbench, random:4",
    "AnySize, blocks",
    "SeveralInputs, blocks",
    "Outputs, random:5",
    "Kitchen, random:3"
  })
  void memoryIsPlannedForEveryLayout(String name, String layouts) throws IOException {
    play(training(Graphs.of(name), layouts));
  }

  private static void play(TrainingGraph step) {
    MemoryPlan plan = MemoryPlanner.plan(step);
    if (step.forward().inputs().get(0).type().isFixed()) {
      StepOnPaper.play(step, PlannedMemory.of(plan, 3));
    } else {
      StepOnPaper.play(step, PlannedMemory.of(plan, 3, 32, 64));
    }
  }

  /** Layouts need no other pass. */
  @Test
  void anyOtherPassMayBeLeftOut() {
    Graph graph = Graphs.ofLayers(LAYERS);
    Pipeline pipeline = pipeline("blocks");
    Set<String> others = new HashSet<>(pipeline.optionalPasses());
    others.remove("AssignLayouts");
    List<Set<String>> leftOut = new ArrayList<>(List.of(others));
    others.forEach(pass -> leftOut.add(Set.of(pass)));
    for (Set<String> passes : leftOut) {
      TrainingGraph step = training(graph, pipeline.without(passes));
      assertThat(blocks(step.timeline())).as("without %s", passes).isPositive();
      play(step);
    }
  }

  /** Random models whose channels fill blocks, each in several layouts. */
  @Test
  void memoryIsPlannedForRandomModels() {
    long blocks = 0;
    long reorders = 0;
    for (int seed = 0; seed < RANDOM_MODELS; seed++) {
      String layers =
          CHANNELS
              .matcher(RandomLayers.of(seed))
              .replaceAll(m -> m.group(1) + 8 * Integer.parseInt(m.group(2)));
      Graph written = seed % 4 == 0 ? Graphs.ofAnySize(layers) : Graphs.ofLayers(layers);
      for (String layouts : List.of("blocks", "random:" + seed)) {
        TrainingGraph step = training(written, layouts);
        play(step);
        blocks += blocks(step.timeline());
        reorders += reorders(step.timeline());
      }
    }
    assertThat(blocks).isGreaterThan(10 * RANDOM_MODELS);
    assertThat(reorders).isGreaterThan(RANDOM_MODELS);
  }
}
