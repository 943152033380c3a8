package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which convolutions have a bias where the model does not say. */
class BiasTest {
  private static final String LOGITS = " @GlobalAvgPool @Linear(out = 10) Layer logits;";

  private static boolean firstHasBias(String layers) {
    Graph graph = Graphs.ofLayers(layers + LOGITS);
    return graph.nodes().get(0).inputs().size() == 3; // map, weight, bias
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Conv(out = 4, kernel = 3) @BatchNorm Layer a;",
        "@Conv(out = 4, kernel = 3) @BatchNorm @Output Layer a;",
        "@Conv(out = 4, kernel = 3) @BatchNorm Layer a; @BatchNorm @Skip(from = \"a\") Layer b;",
        "@Conv(out = 4, kernel = 3) Layer a; @BatchNorm Layer b;",
        "@Conv(out = 4, kernel = 3) Layer a; @DenseBlock(layers = 1, growth = 2) Layer b;",
        "@Conv(out = 4, kernel = 3) Layer a; @Transition Layer b;",
        "@ConvTranspose(out = 4, kernel = 2) Layer a; @BatchNorm Layer b;",
      })
  void batchNormAloneUndoesIt(String layers) {
    assertThat(firstHasBias(layers)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Conv(out = 4, kernel = 3) Layer a;",
        "@Conv(out = 4, kernel = 3) Layer a; @Relu @BatchNorm Layer b;",
        "@Output @Conv(out = 4, kernel = 3) Layer a; @BatchNorm Layer b;",
        "@Output @Conv(out = 4, kernel = 3) Layer a; @Transition Layer b;",
        "@Output @ConvTranspose(out = 4, kernel = 2) Layer a; @BatchNorm Layer b;",
        "@Conv(out = 4, kernel = 3) Layer a; @BatchNorm @Skip(from = \"a\") Layer b;",
        "@Conv(out = 4, kernel = 3) Layer a; @BatchNorm Layer b; @Add(\"a\") Layer c;",
        "@Conv(out = 4, kernel = 3) Layer a; @BatchNorm Layer b; @Concat({\"b\", \"a\"}) Layer c;",
        "@Conv(out = 4, kernel = 3) Layer a; @BatchNorm Layer b; @From(\"a\") @Add(\"b\") Layer c;",
        "@Conv(out = 4, kernel = 3) Layer a; @BatchNorm @MaxPool(kernel = 2) Layer b;"
            + " @Output @Pyramid(taps = {\"a\", \"b\"}) Layer c; @From(\"b\") @Relu Layer d;",
      })
  void othersHaveTheOutputToo(String layers) {
    assertThat(firstHasBias(layers)).isTrue();
  }

  /** So that the weights of the one fit the other: what is read of it does not count. */
  @Test
  void aPlacedModelHasTheSameParameters() {
    String body =
        """
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        static class Body {
          @Conv(out = 4, kernel = 3) Layer a;
          @BatchNorm Layer b;
          @Conv(out = 4, kernel = 3) Layer c;
          @BatchNorm Layer d;
          @From("a") @GlobalAvgPool @Linear(out = 10) Layer e;
          @From("d") @GlobalAvgPool @Linear(out = 10) @Add("e") Layer logits;
        }
        """;
    String placed = "@Backbone(value = Body.class, to = \"d\") Layer body; ";
    List<String> biases = List.of("body.a.bias", "body.b.bias", "body.d.bias");
    assertThat(biases(placed + LOGITS + body)).containsExactlyElementsOf(biases);
    String skip = "@Skip(from = \"body.c\") Layer sum;";
    assertThat(biases(placed + skip + LOGITS + body)).containsExactlyElementsOf(biases);
  }

  private static List<String> biases(String layers) {
    return Graphs.ofLayers(layers).parameters().stream()
        .map(Parameter::weightName)
        .filter(name -> name.startsWith("body") && name.endsWith("bias"))
        .toList();
  }
}
