package dev.skipjack.processor;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each pass changes, given what those before it left: texts in {@code graphs/passes}. */
class PassTest {
  private static final String LAYERS =
      """
      @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
      @DenseBlock(layers = 2, growth = 2) Layer dense;
      @Transition Layer down;
      @Residual(blocks = 1, out = 4) Layer stage;
      @Conv(out = 4, kernel = 3) @Relu Layer plain;
      @Flatten @Linear(out = 10) Layer logits;
      """;

  @ParameterizedTest
  @ValueSource(strings = {"training", "inference", "backward"})
  void eachPassChangesWhatItsPictureSays(String name) throws IOException {
    Graph written = Graphs.ofLayers(LAYERS);
    Pipeline pipeline = Pipeline.training();
    Graph graph = written;
    if (name.equals("inference")) {
      pipeline = Pipeline.inference();
    } else if (name.equals("backward")) {
      graph = Differentiate.of(Pipeline.training().run(written)).backward();
      pipeline = Pipeline.backward();
    }
    StringBuilder text = new StringBuilder();
    Set<String> toCome = new LinkedHashSet<>(pipeline.optionalPasses());
    Graph before = pipeline.without(toCome).run(graph);
    for (String pass : pipeline.optionalPasses()) {
      toCome.remove(pass);
      Graph after = pipeline.without(toCome).run(graph);
      text.append(pass).append('\n');
      text.append(lines(before, after, "- "))
          .append(lines(after, before, "+ "))
          .append(after.equals(before) ? "nothing to do here\n\n" : "\n");
      before = after;
    }
    Goldens.check(Goldens.resource("graphs", "passes/" + name + ".txt"), text.toString());
  }

  /** An inverted residual; one whose gate keeps its last convolution apart; what others read. */
  @Test
  void separableConvolutionsAreDrawn() throws IOException {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 16, kernel = 3) @BatchNorm @Relu6 Layer stem;
            @Conv(out = 32, kernel = 1) @BatchNorm @Relu6 Layer expand;
            @Conv(out = 32, kernel = 3, groups = 32) @BatchNorm @Relu6 Layer filter;
            @Conv(out = 16, kernel = 1) @BatchNorm @Add("stem") Layer project;
            @Conv(out = 48, kernel = 1) @BatchNorm @Silu Layer wide;
            @Conv(out = 48, kernel = 5, stride = 2, groups = 48) @BatchNorm @Silu Layer gated;
            @SqueezeExcite(reduction = 4) @Conv(out = 16, kernel = 1) @BatchNorm Layer narrow;
            @Conv(out = 16, kernel = 1) @Output Layer read;
            @Conv(out = 16, kernel = 3, groups = 16, bias = true) @Relu Layer separable;
            @Conv(out = 20, kernel = 1) @GlobalAvgPool @Linear(out = 5) Layer logits;
            """);
    checkGatesAndSeparable(graph, "separable");
  }

  /** Of a 1 x 1 convolution between a gate and a depthwise one: what it widens, what it narrows. */
  @Test
  void thatOneOfTwoMapsIsNeverWrittenWhichIsLarger() throws IOException {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 32, kernel = 3) @BatchNorm @Relu Layer stem;
            @SqueezeExcite(reduction = 4) @Conv(out = 48, kernel = 1) @BatchNorm @Silu Layer wide;
            @Conv(out = 48, kernel = 3, groups = 48) @BatchNorm @Silu Layer filter;
            @SqueezeExcite(reduction = 4) @Conv(out = 32, kernel = 1) @BatchNorm Layer narrow;
            @Conv(out = 32, kernel = 3, groups = 32) @BatchNorm @Silu Layer last;
            @GlobalAvgPool @Linear(out = 5) Layer logits;
            """);
    checkGatesAndSeparable(graph, "gates");
  }

  private static void checkGatesAndSeparable(Graph graph, String golden) throws IOException {
    Pipeline planes = Pipeline.inference(LayoutChoice.parse("planes").orElseThrow());
    Graph before = planes.without(Set.of("FuseGate", "FuseSeparableConvolution")).run(graph);
    Graph after = planes.run(graph);
    String text = lines(before, after, "- ") + lines(after, before, "+ ");
    Goldens.check(Goldens.resource("graphs", "passes/" + golden + ".txt"), text);
  }

  /** What {@code graph} has and the other has not. */
  private static String lines(Graph graph, Graph other, String mark) {
    Set<String> known = new HashSet<>(List.of(other.listing().split("\n")));
    StringBuilder text = new StringBuilder();
    for (String line : graph.listing().split("\n")) {
      if (!known.contains(line)) {
        text.append(mark).append(line).append('\n');
      }
    }
    return text.toString();
  }
}
