package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which residual units are dropped, and how often. */
class StochasticDepthTest {
  private static final String LOGITS = "@GlobalAvgPool @Linear(out = 10) Layer logits;\n";

  /** The stages of the ResNet-110 that stochastic depth was published with. */
  private static final String RESNET_110 =
      """
      @Model(input = @Input(channels = 3, height = 32, width = 32))
      static class Body {
        @Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer stem;
        @Residual(blocks = 18, out = 16, shortcut = Shortcut.ZERO_PAD) Layer layer1;
        @Residual(blocks = 18, out = 32, stride = 2, shortcut = Shortcut.ZERO_PAD) Layer layer2;
        @Residual(blocks = 18, out = 64, stride = 2, shortcut = Shortcut.ZERO_PAD) Layer layer3;
        @GlobalAvgPool @Linear(out = 10) Layer logits;
      }
      """;

  private static final String FROZEN =
      """
      @Freeze @Backbone(Body.class) Layer body;
      @Freeze @Residual(blocks = 1, out = 8) Layer early;
      @Freeze @Conv(out = 8, kernel = 3) @BatchNorm @Skip(from = "early") Layer unit;
      @Freeze @Repeat(block = Unit.class, times = 2) Layer units;
      """;

  private static final String PLACED =
      """
      @Model(input = @Input(channels = 3, height = 8, width = 8))
      static class Body {
        @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer stem;
        @Residual(blocks = 3, out = 8) Layer stage;
        @Flatten @Linear(out = 10) Layer logits;
      }
      @Block static class Unit {
        @Conv(out = 8, kernel = 3) @BatchNorm @Skip(from = Skip.INPUT) Layer sum;
      }
      """;

  private static List<Elementwise.StochasticDepth> drops(Graph graph) {
    return graph.nodes().stream()
        .map(node -> node.op())
        .filter(Elementwise.StochasticDepth.class::isInstance)
        .map(Elementwise.StochasticDepth.class::cast)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"ROW, true", "BATCH, false"})
  void unitsOfABackboneAreDropped(String mode, boolean perImage) {
    List<Elementwise.StochasticDepth> drops =
        drops(
            Graphs.ofLayers(
                "@StochasticDepth(lastSurvival = 0.5, mode = StochasticDepth.Mode." + mode + ")",
                "@Backbone(Body.class) Layer body; " + LOGITS + RESNET_110));
    assertThat(drops).hasSize(54).allMatch(drop -> drop.perImage() == perImage);
    assertThat(drops.get(0).probability()).isCloseTo(0.5 / 54, within(1e-15));
    assertThat(drops.get(53).probability()).isEqualTo(0.5);
  }

  /** As torchvision's convnext.py: stochastic_depth_prob · stage_block_id / (total - 1). */
  @Test
  void theFirstUnitIsKeptAndTheLineBeginsThere() {
    Graph graph =
        Graphs.ofLayers(
            "@StochasticDepth(lastSurvival = 0.9, keepFirst = true)",
            "@Backbone(Body.class) Layer body; " + LOGITS + RESNET_110);
    List<Elementwise.StochasticDepth> drops = drops(graph);
    assertThat(drops).hasSize(53);
    for (int i = 1; i < 54; i++) {
      assertThat(drops.get(i - 1).probability()).isCloseTo(0.1 * i / (54 - 1), within(1e-15));
    }
    assertThat(graph.nodes())
        .filteredOn(node -> node.op() instanceof Elementwise.StochasticDepth)
        .noneMatch(node -> node.output().name().equals("bodyLayer1Block0SumBranch"))
        .anyMatch(node -> node.output().name().equals("bodyLayer1Block1SumBranch"));
  }

  /**
   * Those of the blocks with a shortcut in torchvision 0.14's {@code efficientnet_b0().modules()},
   * where efficientnet.py says {@code stochastic_depth_prob * stage_block_id / total_stage_blocks}.
   */
  @Test
  void efficientNetsRatesAreTorchvisions() throws IOException {
    StringBuilder source = new StringBuilder("package good; import dev.skipjack.annotations.*;\n");
    for (String name : List.of("EfficientNetB0", "MbConvolution")) {
      String text =
          Files.readString(
              Path.of(
                  "../examples/src/main/java/dev/skipjack/examples/networks/mobilenet",
                  name + ".java"));
      source.append(text.substring(text.indexOf("/**")));
    }
    assertThat(drops(Graphs.ofSource("EfficientNetB0", source.toString())))
        .extracting(Elementwise.StochasticDepth::probability)
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-15 ? 0 : Double.compare(a, b))
        .containsExactly(0.025, 0.05, 0.075, 0.0875, 0.1125, 0.125, 0.15, 0.1625, 0.175);
  }

  /**
   * Blocks of {@code @Residual} and {@code @Skip} whose shape changes count, frozen ones do not.
   */
  @Test
  void unitsWithoutAShortcutCountIfAllDo() {
    String layers =
        """
        @Conv(out = 8, kernel = 3) Layer stem;
        @Residual(blocks = 2, out = 16, shortcut = Shortcut.IF_SAME) Layer wider;
        @Freeze @Conv(out = 8, kernel = 3) @Skip(from = "stem") Layer frozen;
        @Freeze @Conv(out = 4, kernel = 3) @Skip(from = "frozen", shortcut = Shortcut.IF_SAME) Layer none;
        @Conv(out = 8, kernel = 3) @Skip(from = "none", shortcut = Shortcut.IF_SAME) Layer more;
        @Conv(out = 8, kernel = 3) @Skip(from = "more") Layer last;
        """
            + LOGITS;
    assertThat(drops(Graphs.ofLayers("@StochasticDepth(countAll = true)", layers)))
        .extracting(Elementwise.StochasticDepth::probability)
        .containsExactly(0.5 * 2 / 4, 0.5);
    assertThat(
            drops(Graphs.ofLayers("@StochasticDepth(countAll = true, keepFirst = true)", layers)))
        .extracting(Elementwise.StochasticDepth::probability)
        .containsExactly(0.5 * 1 / 3, 0.5);
    assertThat(drops(Graphs.ofLayers("@StochasticDepth", layers)))
        .extracting(Elementwise.StochasticDepth::probability)
        .containsExactly(0.25, 0.5);
  }

  @Test
  void nothingIsLeftToDropIfTheOnlyUnitIsKept() {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        @StochasticDepth(keepFirst = true)
        class Net {
          @Conv(out = 8, kernel = 3) Layer stem;
          @Residual(blocks = 1, out = 8) Layer stage;
          @GlobalAvgPool @Linear(out = 10) Layer logits;
        }
        """;
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(
            "[STOCHASTIC_DEPTH_NOTHING] @StochasticDepth: Net has no residual units to drop, frozen"
                + " ones and the first aside\n    use @Residual or @Skip, or take it away");
  }

  @Test
  void frozenUnitsAreKeptAndDoNotCount() {
    Graph graph =
        Graphs.ofLayers(
            "@StochasticDepth(lastSurvival = 0.5)",
            FROZEN + "@Residual(blocks = 2, out = 8) Layer late; " + LOGITS + PLACED);
    assertThat(drops(graph))
        .containsExactly(
            new Elementwise.StochasticDepth(0.25, true),
            new Elementwise.StochasticDepth(0.5, true));
    assertThat(graph.nodes())
        .filteredOn(node -> node.op() instanceof Elementwise.StochasticDepth)
        .allMatch(node -> node.origin().layer().equals("late"));
  }

  @Test
  void nothingIsLeftToDropIfAllUnitsAreFrozen() {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        @StochasticDepth
        class Net {
          %s
        }
        """
            .formatted(FROZEN + LOGITS + PLACED);
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(
            "[STOCHASTIC_DEPTH_NOTHING] @StochasticDepth: Net has no residual units to drop, frozen"
                + " ones aside\n    use @Residual or @Skip, or take it away");
  }
}
