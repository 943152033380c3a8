package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that models of several inputs can have. */
class InputMistakesTest {
  /** What leads to a mistake begins with the input that it is of. */
  @Test
  void mistakesTellWhichInputLeadsToThem() {
    Compilation compilation =
        DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "good.Net",
                InputsTest.source(
                    InputsTest.FIXED,
                    """
                    @Flatten @Linear(out = 4) Layer seen;
                    @Input(features = 5) Layer table;
                    @Relu Layer known;
                    @Conv(out = 4, kernel = 3) Layer map;
                    @Concat("seen") @Linear(out = 3) Layer logits;
                    """)));
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .contains("[MAP_EXPECTED]", "table", "known")
        .doesNotContain("input ", "seen");
  }

  /** Tokens are as many as patches, so a global pool would leave one. */
  @Test
  void patchesNeedAFixedSize() {
    Compilation compilation =
        DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "good.Net",
                InputsTest.source(
                    InputsTest.ANY,
                    """
                    @PatchEmbed(size = 2, features = 4) Layer tokens;
                    @SelectToken(0) @Linear(out = 3) Layer logits;
                    """)));
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .startsWith(
            "[FLATTEN_ANY_SIZE] @PatchEmbed needs the same number of tokens for every image, but"
                + " the map 2xHxW grows with the image")
        .endsWith("put @AdaptiveAvgPool before it");
  }

  @Test
  void theImagesMustBeReadToo() {
    Compilation compilation =
        DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "good.Net",
                InputsTest.source(
                    InputsTest.FIXED,
                    """
                    @Input(features = 5) Layer table;
                    @Linear(out = 3) Layer logits;
                    """)));
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .startsWith("[INPUT_UNUSED] nobody reads the input 'input'");
  }

  /**
   * What follows from a mistake is not told: the name that a field may not have, what it shares.
   */
  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@Input(features = 6) Layer input; @Linear(out = 4) Layer known;"
            + " @GlobalAvgPool @Flatten @Concat(\"input\") @Linear(out = 2) Layer logits; | NAME_DUPLICATE",
        "@GlobalAvgPool @Flatten Layer seen; @Input(features = 6) Layer input;"
            + " @Concat(\"seen\") @Linear(out = 2) Layer logits; | NAME_DUPLICATE",
        "@Conv(out = 8, kernel = 3) Layer input; @From(\"input\") @Add(\"input\") @Flatten"
            + " @Linear(out = 2) Layer logits; | NAME_DUPLICATE",
        "@GlobalAvgPool @Flatten Layer seen; @Input(features = 6) Layer table;"
            + " @Shared(\"table\") Layer again; @From(\"seen\") @Linear(out = 2) Layer logits; | SHARED_NOTHING",
        "@GlobalAvgPool @Flatten Layer seen; @Input(features = 6) Layer table;"
            + " @Shared(\"table\") Layer again; @Concat(\"seen\") @Linear(out = 2) Layer logits; | SHARED_NOTHING",
      })
  void oneMistakeIsOneMessage(String layers, String id) {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          %s
        }
        """
            .formatted(layers);
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT).split("[\\[\\]]")[1])
        .containsExactly(id);
  }

  /** Each is a parameter of a method that is generated. */
  @Test
  void inputsAreNoMoreThanParametersOfAMethod() {
    StringBuilder fields = new StringBuilder("@GlobalAvgPool @Linear(out = 1) Layer x0;\n");
    for (int i = 1; i <= 254; i++) {
      fields.append(
          "@Input(features = 1) Layer i%1$d; @Concat(\"x%2$d\") @Linear(out = 1) Layer x%1$d;%n"
              .formatted(i, i - 1));
    }
    String source =
        "package bad; import dev.skipjack.annotations.*;"
            + " @Model(input = @Input(channels = 3, height = 8, width = 8)) class Net {"
            + fields
            + "}";
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .singleElement()
        .extracting(error -> error.getMessage(Locale.ROOT))
        .isEqualTo(
            """
            [TOO_MANY_TENSORS] Net has 255 inputs, 254 are possible: each is a parameter of a \
            generated method, and Java has no more
                put several into one and take them apart with @Split""");
  }
}
