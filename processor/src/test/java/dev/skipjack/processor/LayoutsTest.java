package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.MemoryPlanner;
import dev.skipjack.processor.optimize.Pipeline;
import dev.skipjack.processor.shape.GraphVerifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How maps lie in networks that predict, and what is refused. */
class LayoutsTest {
  private static final int RANDOM_MODELS = 16;

  private static final Pattern CHANNELS = Pattern.compile("((?:out|growth) = )(\\d+)");

  /** Every rule: planes of 3 channels, sums, slabs, a resize in planes, maps of one pixel. */
  private static final String LAYERS =
      """
      @Conv(out = 16, kernel = 3) @BatchNorm @Relu @MaxPool(kernel = 2) Layer stem;
      @Residual(blocks = 1, out = 16) Layer stage;
      @Conv(out = 16, kernel = 3, groups = 16) @BatchNorm @Relu Layer depthwise;
      @Upsample(scale = 2) @Output Layer up;
      @DenseBlock(layers = 1, growth = 32) Layer dense;
      @Conv(out = 12, kernel = 1) Layer odd;
      @From("dense") @GlobalAvgPool @Linear(out = 10) @Output Layer logits;
      @From("odd") @Flatten @Linear(out = 5) Layer last;
      """;

  private static Graph predicting(Graph graph, String layouts) {
    return Pipeline.inference(LayoutChoice.parse(layouts).orElseThrow()).run(graph);
  }

  private static Stream<TensorType> maps(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node -> node.outputs().stream())
        .map(Value::type)
        .filter(TensorType::isMap);
  }

  private static long blocks(Graph graph) {
    return maps(graph).filter(type -> type.layout() == Layout.BLOCKS).count();
  }

  private static long reorders(Graph graph) {
    return graph.nodes().stream().filter(n -> n.op() instanceof Movement.Reorder).count();
  }

  @Test
  void blocksAreDrawn() throws IOException {
    Graph graph = predicting(Graphs.ofLayers(LAYERS), "blocks");
    Goldens.check(Goldens.resource("graphs", "passes/layouts.txt"), graph.listing());
  }

  @Test
  void unlessAskedForNothingChanges() {
    Graph graph = Graphs.ofLayers(LAYERS);
    Graph planes = predicting(graph, "planes");
    assertThat(blocks(planes)).isZero();
    assertThat(Pipeline.inference(blocks()).without(Set.of("AssignLayouts")).run(graph))
        .isEqualTo(planes);
  }

  private static LayoutChoice blocks() {
    return new LayoutChoice(LayoutChoice.Kind.BLOCKS);
  }

  /** What cannot lie in blocks does not, and takes what is tied to it along. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Conv(out = 12, kernel = 3) @Relu Layer a;",
        "@Conv(out = 16, kernel = 3) Layer a; @DenseBlock(layers = 2, growth = 12, bottleneck = 0)"
            + " Layer b;",
        "@Conv(out = 16, kernel = 8, padding = 0) @Relu Layer a;"
      })
  void otherMapsStayInPlanes(String layers) {
    Graph graph = Graphs.ofLayers(layers + "@GlobalAvgPool @Linear(out = 3) Layer logits;");
    Graph predicting = predicting(graph, "blocks");
    assertThat(reorders(predicting)).isZero();
    assertThat(maps(predicting).filter(t -> t.channels() < 64))
        .allMatch(t -> t.layout() == Layout.PLANES);
  }

  /** A slab of blocks takes part after part, as one of planes does. */
  @Test
  void slabsLieInBlocksIfAllPartsCan() {
    Graph graph =
        predicting(
            Graphs.ofLayers(
                """
                @Conv(out = 16, kernel = 3) Layer stem;
                @DenseBlock(layers = 2, growth = 32, bottleneck = 0) Layer dense;
                @Conv(out = 3, kernel = 1) @GlobalAvgPool @Linear(out = 3) Layer logits;
                """),
            "blocks");
    assertThat(reorders(graph)).isZero();
    assertThat(maps(graph).filter(t -> t.channels() >= 16 && !t.isOnePixel()))
        .hasSizeGreaterThan(4)
        .allMatch(t -> t.layout() == Layout.BLOCKS);
  }

  /** A part that lies in another slab is copied anyway, and then into the layout of the second. */
  @Test
  void aCopyMayReorder() {
    Graph graph =
        predicting(
            Graphs.ofLayers(
                """
                @Conv(out = 16, kernel = 1) Layer a;
                @Conv(out = 16, kernel = 1) @Concat("a") Layer first;
                @From("a") @Conv(out = 4, kernel = 1) @Concat("a") @GlobalAvgPool Layer odd;
                @From("first") @GlobalAvgPool @Concat("odd") @Linear(out = 3) Layer logits;
                """),
            "blocks");
    assertThat(graph.listing())
        .contains("aCopy:[N,16,8,8] = reorder(a)")
        .doesNotContain("= copy(a)");
  }

  /** What is written in planes alone, and wanted in two slabs of blocks, is reordered into each. */
  @Test
  void aMapInPlanesIsReorderedIntoTwoSlabs() {
    Graph graph =
        predicting(
            Graphs.ofLayers(
                """
                @Conv(out = 16, kernel = 3) @GroupNorm(groups = 4) Layer a;
                @Concat("a") @Conv(out = 16, kernel = 2, padding = 0) Layer twice;
                @GlobalAvgPool @Linear(out = 3) Layer logits;
                """),
            "blocks");
    assertThat(graph.listing()).contains("aCopy:[N,16,8,8]b16 = reorder(a)");
  }

  @Test
  void outputsLieInPlanes() {
    Graph graph =
        predicting(
            Graphs.ofLayers(
                """
                @Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer stem;
                @Residual(blocks = 1, out = 16) @Output Layer features;
                @Residual(blocks = 1, out = 16) @GlobalAvgPool @Linear(out = 3) Layer logits;
                """),
            "blocks");
    Value features = graph.outputs().get(0);
    assertThat(features).hasToString("features:[N,16,8,8]");
    assertThat(graph.listing())
        .contains("features:[N,16,8,8] = reorder(featuresBlocks)\n")
        .contains("featuresBlocks:[N,16,8,8]b16 = folded_convolution");
  }

  @Test
  void mapsOfAnySizeLieInBlocks() {
    Graph graph =
        predicting(
            Graphs.ofAnySize(
                """
                @Conv(out = 16, kernel = 3, stride = 2) @BatchNorm @Relu Layer stem;
                @Conv(out = 3, kernel = 1) @Output Layer maps;
                """),
            "blocks");
    assertThat(graph.listing())
        .contains("stem:[N,16,H/2,W/2]b16 = ")
        .contains("maps:[N,3,H/2,W/2] =");
  }

  @Test
  void theSameSeedGivesTheSameLayouts() {
    Graph graph = Graphs.ofLayers(LAYERS);
    assertThat(predicting(graph, "random:5")).isEqualTo(predicting(graph, "random:5"));
    assertThat(predicting(graph, "auto")).isEqualTo(predicting(graph, "auto"));
    Set<Long> counts =
        Stream.of("random:0", "random:1", "random:2", "random:3", "random:4", "random:5")
            .map(seed -> blocks(predicting(graph, seed)))
            .collect(java.util.stream.Collectors.toSet());
    assertThat(counts).hasSizeGreaterThan(2);
  }

  /** Nothing may be written where something else is still read. */
  @ParameterizedTest
  @CsvSource({
    "ResNet18, blocks",
    "ResNet18, random:1",
    "DenseNet121, blocks",
    "DenseNet121, random:2",
    "FcDenseNet103, blocks",
    "Workbench, blocks",
    "AnySize, blocks",
    "Kitchen, random:3"
  })
  void memoryIsPlannedForEveryLayout(String name, String layouts) throws IOException {
    play(predicting(Graphs.of(name), layouts));
  }

  private static void play(Graph predicting) {
    TrainingGraph step = TrainingGraph.withoutBackward(predicting);
    MemoryPlan plan = MemoryPlanner.plan(step);
    if (step.forward().inputs().get(0).type().isFixed()) {
      StepOnPaper.play(step, PlannedMemory.of(plan, 3));
    } else {
      StepOnPaper.play(step, PlannedMemory.of(plan, 3, 32, 64));
    }
  }

  /** Layouts need no other pass: what then is not fused takes planes. */
  @Test
  void anyOtherPassMayBeLeftOut() {
    Graph graph = Graphs.ofLayers(LAYERS);
    Pipeline pipeline = Pipeline.inference(blocks());
    Set<String> others = new HashSet<>(pipeline.optionalPasses());
    others.remove("AssignLayouts");
    List<Set<String>> leftOut = new ArrayList<>(List.of(others));
    others.forEach(pass -> leftOut.add(Set.of(pass)));
    for (Set<String> passes : leftOut) {
      Graph predicting = pipeline.without(passes).run(graph);
      assertThat(blocks(predicting)).as("without %s", passes).isPositive();
      play(predicting);
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
      for (String layouts : List.of("blocks", "auto", "random:" + seed)) {
        Graph graph = predicting(written, layouts);
        play(graph);
        blocks += blocks(graph);
        reorders += reorders(graph);
      }
    }
    assertThat(blocks).isGreaterThan(10 * RANDOM_MODELS);
    assertThat(reorders).isGreaterThan(RANDOM_MODELS);
  }

  private static final Value X = new Value("x", TensorType.map(32, 8, 8));
  private static final Value IN_BLOCKS = new Value("b", X.type().in(Layout.BLOCKS));

  private static void assertRefused(Op op, List<Value> inputs, Value output, String message) {
    Value last = new Value("last", X.type());
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node(new Movement.Reorder(), List.of(X), IN_BLOCKS, null));
    nodes.add(new Node(op, inputs, output, null));
    nodes.add(new Node(new Movement.Reorder(), List.of(IN_BLOCKS), last, null));
    Graph graph = new Graph("it", List.of(X), List.of(), nodes, List.of(last));
    assertThatThrownBy(() -> GraphVerifier.verify(graph))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void wrongLayoutsAreRefused() {
    Value planes = new Value("y", X.type());
    Value blocks = new Value("y", IN_BLOCKS.type());
    Op sum = new Elementwise.Add();
    assertRefused(
        sum, List.of(X, IN_BLOCKS), planes, "'b:[N,32,8,8]b16', the right, should be [N,32,8,8],");
    assertRefused(
        sum, List.of(X, X), blocks, "'y:[N,32,8,8]b16', the output, should be [N,32,8,8],");
    assertRefused(
        new Normalization.LocalResponseNorm(3, 1, 0.75, 1),
        List.of(IN_BLOCKS),
        blocks,
        "'b:[N,32,8,8]b16', the input, should lie in planes,");
    assertRefused(
        new Movement.Reorder(),
        List.of(X),
        planes,
        "'y:[N,32,8,8]', the output, should be [N,32,8,8]b16,");
    assertRefused(
        new Movement.Slice(8),
        List.of(IN_BLOCKS),
        new Value("y", TensorType.map(16, 8, 8).in(Layout.BLOCKS)),
        "'y:[N,16,8,8]b16', the output, cannot be made of what is read,");
    assertRefused(
        new Movement.Concat(),
        List.of(X, IN_BLOCKS),
        new Value("y", TensorType.map(64, 8, 8).in(Layout.BLOCKS)),
        "'y:[N,64,8,8]b16', the output, cannot be made of what is read,");
  }

  @Test
  void usersSeePlanes() {
    Node reorder = new Node(new Movement.Reorder(), List.of(X), IN_BLOCKS, null);
    Graph graph = new Graph("it", List.of(X), List.of(), List.of(reorder), List.of(IN_BLOCKS));
    assertThatThrownBy(() -> GraphVerifier.verify(graph))
        .hasMessage(
            "'b:[N,32,8,8]b16' should lie in planes, as users read it, in: the outputs of it");
  }

  @Test
  void onlyWholeBlocksOfSeveralPixelsHaveALayout() {
    assertThat(IN_BLOCKS.type()).hasToString("[N,32,8,8]b16").isNotEqualTo(X.type());
    assertThat(IN_BLOCKS.type().describe()).isEqualTo("32x8x8");
    assertThat(IN_BLOCKS.type().withChannels(24).layout()).isEqualTo(Layout.PLANES);
    assertThat(TensorType.map(32, 1, 1).in(Layout.BLOCKS).layout()).isEqualTo(Layout.PLANES);
    assertThat(TensorType.features(32).in(Layout.BLOCKS).layout()).isEqualTo(Layout.PLANES);
    TensorType odd = TensorType.map(24, 8, 8);
    assertThatThrownBy(() -> new TensorType(odd.dims(), odd.extent(), Layout.BLOCKS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "only maps of several pixels and a multiple of 16 channels lie in blocks: [-1, 24, 8,"
                + " 8]");
  }
}
