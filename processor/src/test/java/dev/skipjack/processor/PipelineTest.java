package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the passes make of graphs, as texts in {@code graphs}. */
class PipelineTest {
  private static void check(String name, String layers) throws IOException {
    Graph graph = Graphs.ofLayers(layers);
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
