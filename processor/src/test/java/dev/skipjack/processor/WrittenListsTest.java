package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in annotations: of annotations, and of names. */
class WrittenListsTest {
  /** A list of one that a user writes out is that one, in its place. */
  @Test
  void aListOfOneIsThatOne() {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          @Conv.List({@Conv(out = 4, kernel = 3)}) @BatchNorm @Relu.List(@Relu) Layer stem;
          @Flatten @Linear(out = 10) @Name.List({}) Layer logits;
        }
        """;
    assertThat(Graphs.ofSource("Net", source).toString())
        .isEqualTo(
            Graphs.ofSource(
                    "Net",
                    source
                        .replace(
                            "@Conv.List({@Conv(out = 4, kernel = 3)})",
                            "@Conv(out = 4, kernel = 3)")
                        .replace("@Relu.List(@Relu)", "@Relu")
                        .replace("@Name.List({})", ""))
                .toString());
  }

  /** Of several names, the wrong one is marked. */
  @Tag("exhaustive")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Relu Layer b; @Add({\"a\", \"wrong\", \"input\"}) Layer it;",
        "@Relu Layer b; @Concat({\"a\", \"wrong\"}) Layer it;",
        "@MaxPool(kernel = 2) Layer b; @Output @Pyramid(taps = {\"a\", \"wrong\", \"b\"}) Layer it;",
        "@Name({\"conv1\", /* a blank: wrong */ \"\"}) @Conv(out = 3, kernel = 1) @BatchNorm Layer it;",
      })
  void theElementOfAnArrayIsMarked(String layers) {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          @Relu Layer a; %s
          @Flatten @Linear(out = 10) @Output Layer logits;
        }
        """
            .formatted(layers);
    String marked = layers.contains("blank") ? "\"\"" : "\"wrong\"";
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .singleElement()
        .satisfies(
            error ->
                assertThat(error.getPosition())
                    .as(error.toString())
                    .isEqualTo(source.indexOf(marked)));
  }
}
