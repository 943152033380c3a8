package dev.skipjack.processor.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.Graphs;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The assignment that is found, beside all others. */
class LayoutSearchTest {
  private static final double PERCENT = 1.05;

  private static Graph predicting(Graph graph) {
    return Pipeline.inference(new LayoutChoice(LayoutChoice.Kind.PLANES)).run(graph);
  }

  private static LayoutClasses classes(Graph graph) {
    return LayoutClasses.of(graph, Mode.INFERENCE::fast);
  }

  private static Layout[] all(LayoutClasses classes, Layout layout) {
    Layout[] layouts = new Layout[classes.count()];
    Arrays.setAll(layouts, i -> classes.canBeBlocks(i) ? layout : Layout.PLANES);
    return layouts;
  }

  /** Wide and narrow maps, resizes that want planes, sums, slabs and copies between. */
  @ParameterizedTest
  @ValueSource(
      strings = {
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
        """
      })
  void nothingIsMuchCheaper(String layers) {
    Graph graph =
        predicting(Graphs.ofLayers(layers + "@GlobalAvgPool @Linear(out = 3) Layer logits;"));
    LayoutClasses classes = classes(graph);
    assertThat(classes.count()).isBetween(4, 16);
    Layout[] found = LayoutSearch.cheapest(graph, Mode.INFERENCE, classes);
    double best = Double.MAX_VALUE;
    for (int bits = 0; bits < 1 << classes.count(); bits++) {
      best = Math.min(best, nanoseconds(graph, classes, bits));
    }
    assertThat(LayoutSearch.nanoseconds(graph, Mode.INFERENCE, classes, found))
        .isBetween(best, PERCENT * best);
  }

  private static double nanoseconds(Graph graph, LayoutClasses classes, int bits) {
    Layout[] layouts = new Layout[classes.count()];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = (bits >> i & 1) == 0 ? Layout.PLANES : Layout.BLOCKS;
      if (layouts[i] == Layout.BLOCKS && !classes.canBeBlocks(i)) {
        return Double.MAX_VALUE;
      }
    }
    return LayoutSearch.nanoseconds(graph, Mode.INFERENCE, classes, layouts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ResNet18", "ResNet50", "DenseNet121", "Vgg16", "Workbench"})
  void networksAreEstimatedToGain(String name) throws IOException {
    Graph graph = predicting(Graphs.of(name));
    LayoutClasses classes = classes(graph);
    Layout[] found = LayoutSearch.cheapest(graph, Mode.INFERENCE, classes);
    assertThat(LayoutSearch.nanoseconds(graph, Mode.INFERENCE, classes, found))
        .isLessThanOrEqualTo(
            LayoutSearch.nanoseconds(graph, Mode.INFERENCE, classes, all(classes, Layout.PLANES)))
        .isLessThanOrEqualTo(
            LayoutSearch.nanoseconds(graph, Mode.INFERENCE, classes, all(classes, Layout.BLOCKS)));
  }

  /** 1×1 convolutions of 7×7 pixels are what planes are worst at. */
  @Test
  void smallMapsOfManyChannelsLieInBlocks() throws IOException {
    Graph graph = predicting(Graphs.of("ResNet50"));
    Layouts layouts = new LayoutChoice(LayoutChoice.Kind.AUTO).of(graph, Mode.INFERENCE);
    assertThat(
            graph.nodes().stream()
                .map(node -> node.output())
                .filter(v -> v.type().isMap() && v.type().channels() == 2048)
                .filter(v -> v.type().height() == 7))
        .isNotEmpty()
        .allMatch(v -> layouts.of(v) == Layout.BLOCKS);
  }
}
