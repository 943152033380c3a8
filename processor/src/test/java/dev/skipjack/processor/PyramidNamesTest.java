package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Value;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What levels of pyramids are called, and who must read them. */
class PyramidNamesTest {
  private static final String TAPS =
      """
      @Conv(out = 4, kernel = 3) Layer fine;
      @Conv(out = 8, kernel = 3, stride = 2) Layer coarse;
      """;

  private static final String PYRAMID = "@Pyramid(taps = {\"fine\", \"coarse\"}, out = 4) Layer ";

  private static List<String> outputs(String layers) {
    Graph graph = Graphs.ofLayers(TAPS + layers);
    return graph.outputs().stream().map(Value::name).toList();
  }

  @Test
  void outputsAreCalledByTheirStrideAlone() {
    assertThat(outputs("@Output " + PYRAMID + "neck;")).containsExactly("p0", "p1");
  }

  @Test
  void severalPyramidsPutTheirFieldsNamesBefore() {
    assertThat(outputs("@Output " + PYRAMID + "a; @Output " + PYRAMID + "b;"))
        .containsExactly("aP0", "aP1", "bP0", "bP1");
  }

  @Test
  void aFieldOfThatNameGoesFirst() {
    assertThat(
            outputs(
                "@Output "
                    + PYRAMID
                    + "a; @Output @From(\"a.p1\") @Conv(out = 2, kernel = 1) Layer p1;"))
        .containsExactly("aP0", "aP1", "p1");
  }

  private static List<String> mistakes(String layers) {
    return DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "bad.Net",
                """
                package bad;
                import dev.skipjack.annotations.*;
                @Model(input = @Input(channels = 3, height = 8, width = 8))
                class Net {
                  %s
                }
                """
                    .formatted(TAPS + layers)))
        .errors()
        .stream()
        .map(error -> error.getMessage(Locale.ROOT))
        .toList();
  }

  @Test
  void aLevelThatNobodyReadsIsAMistake() {
    assertThat(
            mistakes(PYRAMID + "neck; @From(\"neck.p1\") @Flatten @Linear(out = 2) Layer logits;"))
        .containsExactly(
            "[LAYER_UNUSED] nobody uses 'neck.p0'\n    name it in @From, @Add, @Concat or @Skip, write"
                + " @Output, or take it away");
  }

  @Test
  void anUnknownLevelIsAMistake() {
    assertThat(
            mistakes(
                "@Output "
                    + PYRAMID
                    + "neck; @From(\"neck.p2\") @Flatten @Linear(out = 2) Layer logits;"))
        .containsExactly(
            "[NAME_UNKNOWN] there is no layer 'neck.p2'\n    did you mean 'neck.p0' or 'neck.p1'?");
  }
}
