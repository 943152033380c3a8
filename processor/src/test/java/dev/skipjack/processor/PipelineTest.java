package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the passes make of graphs, as texts in {@code graphs}. */
class PipelineTest {
  private static final String UNITS =
      """
      @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
      @Residual(blocks = 2, out = 8) Layer stage;
      @Conv(out = 8, kernel = 3) @BatchNorm @Skip(from = "stage") @Relu Layer unit;
      @GlobalAvgPool @Linear(out = 10) Layer logits;
      """;

  private static void check(String name, String layers) throws IOException {
    check(name, Graphs.ofLayers(layers));
  }

  private static void check(String name, Graph graph) throws IOException {
    Graph training = Pipeline.training().run(graph);
    String text =
        "as written\n%s\ntraining\n%s\nits gradient\n%s\ninference\n%s"
            .formatted(
                graph,
                training.listing(),
                Pipeline.backward().run(Differentiate.of(training).backward()).listing(),
                Pipeline.inference().run(graph).listing());
    Goldens.check(Goldens.resource("graphs", name + ".txt"), text);
  }

  /** Statistics once, one slab, normalise and ReLU while reading, one gradient slab. */
  @Test
  void denseBlock() throws IOException {
    check(
        "denseBlock",
        """
        @Conv(out = 4, kernel = 3) Layer stem;
        @DenseBlock(layers = 2, growth = 2) Layer dense;
        @BatchNorm @Relu @GlobalAvgPool Layer features;
        @Linear(out = 10) Layer logits;
        """);
  }

  /** The sum and its ReLU in one op; two readers of one value: their gradients are added. */
  @Test
  void residualBlock() throws IOException {
    check(
        "residualBlock",
        """
        @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
        @Residual(blocks = 1, out = 8, stride = 2) Layer stage;
        @GlobalAvgPool @Linear(out = 10) Layer logits;
        """);
  }

  /** No gradient code for frozen layers, none before them, and fixed statistics. */
  @Test
  void frozenLayers() throws IOException {
    check(
        "frozenLayers",
        """
        @Freeze @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer backbone;
        @Flatten @Dropout @Linear(out = 10) Layer logits;
        """);
  }

  /** The transition's convolution works on a quarter of the pixels. */
  @Test
  void transition() throws IOException {
    check(
        "transition",
        """
        @Conv(out = 4, kernel = 3) Layer stem;
        @Transition Layer down;
        @Flatten @Linear(out = 10) Layer logits;
        """);
  }

  /** A value in two slabs is copied into the second. */
  @Test
  void sharedConcatenationParts() throws IOException {
    check(
        "sharedConcatenationParts",
        """
        @Conv(out = 2, kernel = 1) Layer a;
        @Conv(out = 2, kernel = 1) Layer b;
        @Concat("a") Layer first;
        @Concat("a") Layer second;
        @Flatten @Linear(out = 10) Layer logits;
        """);
  }

  /** What a block grew is a part of its slab; its gradient goes to the layers, not to the rest. */
  @Test
  void newOnly() throws IOException {
    check(
        "newOnly",
        """
        @Conv(out = 4, kernel = 3, bias = false) Layer stem;
        @DenseBlock(layers = 2, growth = 2, bottleneck = 0, bias = true, newOnly = true) Layer dense;
        @ConvTranspose(out = 4, kernel = 3, stride = 2) @Crop(like = "stem") @Concat("stem") Layer up;
        @Flatten @Linear(out = 10) Layer logits;
        """);
  }

  /** Each unit has its probability; a projected shortcut keeps its fusion. */
  @Test
  void stochasticDepth() throws IOException {
    check("stochasticDepth", Graphs.ofLayers("@StochasticDepth(lastSurvival = 0.5)", UNITS));
  }

  /** What is dropped while training is not there while predicting. */
  @Test
  void inferenceKnowsNothingOfStochasticDepth() {
    Graph dropped = Graphs.ofLayers("@StochasticDepth", UNITS);
    Graph kept = Graphs.ofLayers(UNITS);
    assertThat(dropped).isNotEqualTo(kept);
    assertThat(Pipeline.inference().run(dropped)).isEqualTo(Pipeline.inference().run(kept));
  }

  /** A size that is there already costs nothing; one that divides is an ordinary pool. */
  @Test
  void adaptivePoolsAreOrdinaryOnesWhereTheyCan() throws IOException {
    check(
        "adaptivePools",
        """
        @Conv(out = 4, kernel = 3) @AdaptiveAvgPool(8) Layer same;
        @AdaptiveAvgPool(4) Layer divides;
        @AdaptiveAvgPool(3) Layer overlaps;
        @AdaptiveAvgPool(1) @Linear(out = 10) Layer logits;
        """);
  }

  /**
   * Between neighbours that fuse, resized maps keep them apart; a frozen filter gets no gradient.
   */
  @Test
  void resizedMaps() throws IOException {
    check(
        "resizedMaps",
        """
        @Conv(out = 4, kernel = 3) @LocalResponseNorm @Relu Layer stem;
        @Conv(out = 4, kernel = 3, stride = 2) @BatchNorm @Upsample(scale = 2) @Add("stem") @Relu Layer sum;
        @Freeze @Init(Init.Scheme.BILINEAR) @ConvTranspose(out = 4, kernel = 4, stride = 2) Layer filter;
        @BatchNorm @Relu @Crop(like = "stem", offset = 1) @Conv(out = 4, kernel = 1) Layer crop;
        @Upsample(scale = 2, mode = Upsample.Mode.BILINEAR) @Flatten @Linear(out = 10) Layer logits;
        """);
  }

  /** In a dense block of L layers, 2L statistics remain of the L²/2 + L that readers ask for. */
  @Test
  void statisticsAreComputedOnce() {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 4, kernel = 3) Layer stem;
            @DenseBlock(layers = 16, growth = 2) Layer dense;
            @BatchNorm @Relu @GlobalAvgPool Layer features;
            @Linear(out = 10) Layer logits;
            """);
    long statistics =
        Pipeline.training().run(graph).nodes().stream()
            .filter(n -> n.op().text().contains("statistics") && n.outputs().size() > 1)
            .count();
    // the stem's, one for each layer's output and one for each bottleneck
    assertThat(statistics).isEqualTo(1 + 16 + 16);
  }
}
