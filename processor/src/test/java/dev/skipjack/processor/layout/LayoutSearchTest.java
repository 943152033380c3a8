package dev.skipjack.processor.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.skipjack.processor.Graphs;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The assignment that is found, beside all others. */
class LayoutSearchTest {
  private static final double PERCENT = 1.05;

  private static Graph run(Mode mode, Graph graph) {
    LayoutChoice planes = new LayoutChoice(LayoutChoice.Kind.PLANES);
    return (mode == Mode.TRAINING ? Pipeline.training(planes) : Pipeline.inference(planes))
        .run(graph);
  }

  private static Layout[] all(LayoutClasses classes, Layout layout) {
    Layout[] layouts = new Layout[classes.count()];
    Arrays.setAll(layouts, i -> classes.canBeBlocks(i) ? layout : Layout.PLANES);
    return layouts;
  }

  /** Wide and narrow maps, resizes that want planes, sums, slabs and copies between. */
  private static final List<String> LAYERS =
      List.of(
          """
          @Conv(out = 64, kernel = 3) @BatchNorm @Relu Layer stem;
          @Residual(blocks = 2, out = 64) Layer stage1;
          @Residual(blocks = 2, out = 128, stride = 2) Layer stage2;
          """,
          """
          @Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer stem;
          @DenseBlock(layers = 2, growth = 16) Layer dense;
          @Transition Layer down;
          @DenseBlock(layers = 2, growth = 12) Layer odd;
          """,
          """
          @Conv(out = 32, kernel = 3, stride = 2) @BatchNorm @Relu Layer stem;
          @Conv(out = 32, kernel = 3, groups = 32) @BatchNorm @Relu Layer depthwise;
          @Upsample(scale = 2) Layer up;
          @Conv(out = 256, kernel = 3) @BatchNorm @Relu @Concat("up") Layer wide;
          @From("up") @Conv(out = 32, kernel = 1) @Concat("up") Layer both;
          @Conv(out = 8, kernel = 1) Layer narrow;
          @From("wide") @Conv(out = 8, kernel = 1) @Add("narrow") Layer sum;
          """);

  static Stream<Arguments> everyMode() {
    return Stream.of(Mode.values())
        .flatMap(mode -> IntStream.range(0, LAYERS.size()).mapToObj(i -> arguments(mode, i)));
  }

  @ParameterizedTest
  @MethodSource("everyMode")
  void nothingIsMuchCheaper(Mode mode, int layers) {
    Graph graph =
        run(
            mode,
            Graphs.ofLayers(LAYERS.get(layers) + "@GlobalAvgPool @Linear(out = 3) Layer logits;"));
    LayoutClasses classes = LayoutClasses.of(graph, mode::fast);
    assertThat(classes.count()).isBetween(4, 20);
    Layout[] found = LayoutSearch.cheapest(graph, mode, classes);
    double best = Double.MAX_VALUE;
    for (int bits = 0; bits < 1 << classes.count(); bits++) {
      best = Math.min(best, nanoseconds(graph, mode, classes, bits));
    }
    assertThat(LayoutSearch.nanoseconds(graph, mode, classes, found))
        .isBetween(best, PERCENT * best);
  }

  private static double nanoseconds(Graph graph, Mode mode, LayoutClasses classes, int bits) {
    Layout[] layouts = new Layout[classes.count()];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = (bits >> i & 1) == 0 ? Layout.PLANES : Layout.BLOCKS;
      if (layouts[i] == Layout.BLOCKS && !classes.canBeBlocks(i)) {
        return Double.MAX_VALUE;
      }
    }
    return LayoutSearch.nanoseconds(graph, mode, classes, layouts);
  }

  @ParameterizedTest
  @CsvSource({
    "INFERENCE, ResNet18",
    "INFERENCE, ResNet50",
    "INFERENCE, DenseNet121",
    "INFERENCE, Vgg16",
    "INFERENCE, Workbench",
    "TRAINING, ResNet50",
    "TRAINING, DenseNet121",
    "TRAINING, Workbench"
  })
  void networksAreEstimatedToGain(Mode mode, String name) throws IOException {
    Graph graph = run(mode, Graphs.of(name));
    LayoutClasses classes = LayoutClasses.of(graph, mode::fast);
    Layout[] found = LayoutSearch.cheapest(graph, mode, classes);
    assertThat(LayoutSearch.nanoseconds(graph, mode, classes, found))
        .isLessThanOrEqualTo(
            LayoutSearch.nanoseconds(graph, mode, classes, all(classes, Layout.PLANES)))
        .isLessThanOrEqualTo(
            LayoutSearch.nanoseconds(graph, mode, classes, all(classes, Layout.BLOCKS)));
  }

  /** 1×1 convolutions of 7×7 pixels are what planes are worst at. */
  @ParameterizedTest
  @EnumSource
  void smallMapsOfManyChannelsLieInBlocks(Mode mode) throws IOException {
    Graph graph = run(mode, Graphs.of("ResNet50"));
    LayoutClasses classes = LayoutClasses.of(graph, mode::fast);
    Layout[] found = LayoutSearch.cheapest(graph, mode, classes);
    assertThat(
            graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .filter(v -> v.type().isMap() && v.type().channels() == 2048)
                .filter(v -> v.type().height() == 7))
        .isNotEmpty()
        .allMatch(v -> found[classes.of(v)] == Layout.BLOCKS);
  }

  /** What many read, of which each is faster in blocks, lies so: slabs of dense blocks. */
  @Test
  void slabsOfDenseBlocksLieInBlocks() throws IOException {
    Graph graph = run(Mode.TRAINING, Graphs.of("DenseNet121"));
    LayoutClasses classes = LayoutClasses.of(graph, Mode.TRAINING::fast);
    Layout[] found = LayoutSearch.cheapest(graph, Mode.TRAINING, classes);
    assertThat(
            graph.nodes().stream()
                .filter(node -> node.op() instanceof Movement.Concat)
                .map(Node::output)
                .filter(v -> v.type().isMap()))
        .isNotEmpty()
        .allMatch(v -> found[classes.of(v)] == Layout.BLOCKS);
  }
}
