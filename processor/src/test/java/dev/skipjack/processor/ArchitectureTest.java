package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.ir.Architecture;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.optimize.Pipeline;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes the meaning of weights, and what does not. */
@Tag("exhaustive")
class ArchitectureTest {
  private static final String NET =
      """
      @Model(input = @Input(channels = 3, height = 8, width = 8))
      class Net {
        @Conv(out = 4, kernel = 3, stride = 2) @BatchNorm @Relu Layer stem;
        @Conv(out = 4, kernel = 3) @Dropout(0.5) @Relu Layer conv;
        @Upsample(scale = 2) @Conv(out = 4, kernel = 1) Layer up;
        @AdaptiveAvgPool(2) @Flatten @Linear(out = 4) Layer a;
        @Linear(out = 4) @Add("a") Layer logits;
      }
      """;

  private static String fingerprint(String source) {
    Graph graph =
        Graphs.ofSource("Net", "package good; import dev.skipjack.annotations.*;" + source);
    return Architecture.fingerprint(
        Pipeline.inference().without(Set.copyOf(Pipeline.optional())).run(graph));
  }

  private static String changed(String from, String to) {
    assertThat(NET).contains(from);
    return fingerprint(NET.replace(from, to));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stride = 2 | stride = 1",
        "kernel = 3, stride = 2 | kernel = 3, stride = 2, dilation = 2",
        "kernel = 1 | kernel = 1, groups = 2",
        "@BatchNorm @Relu | @BatchNorm @Tanh",
        "@BatchNorm @Relu | @Relu @BatchNorm",
        "@BatchNorm | @BatchNorm(epsilon = 1e-3)",
        "scale = 2 | scale = 3",
        "scale = 2 | scale = 2, mode = Upsample.Mode.BILINEAR",
        "@AdaptiveAvgPool(2) | @AdaptiveAvgPool(1)",
        "Layer conv | Layer other",
        "out = 4, kernel = 1 | out = 5, kernel = 1",
        "channels = 3 | channels = 4",
        "@Linear(out = 4) @Add(\"a\") Layer logits; | @Linear(out = 4) Layer logits;"
      })
  void changes(String from, String to) {
    assertThat(changed(from, to)).isNotEqualTo(fingerprint(NET));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@BatchNorm | @BatchNorm(momentum = 0.3)",
        "@Dropout(0.5) | @Dropout(0.1)",
        "@Dropout(0.5) | @Freeze",
        "Layer conv | @Name(\"conv\") Layer other",
        "Layer stem | @Freeze Layer stem",
        "Layer stem | @Init(Init.Scheme.XAVIER) Layer stem"
      })
  void doesNotChange(String from, String to) {
    assertThat(changed(from, to)).isEqualTo(fingerprint(NET));
  }

  /** Where no layer depends on it. */
  @Test
  void theSizeOfImagesDoesNotCount() {
    String global = NET.replace("@AdaptiveAvgPool(2) @Flatten", "@GlobalAvgPool");
    assertThat(global).isNotEqualTo(NET);
    String size = "height = 8, width = 8";
    assertThat(fingerprint(global.replace(size, "height = 16, width = 24")))
        .isEqualTo(fingerprint(global.replace(size, "height = Input.ANY, width = Input.ANY")))
        .isEqualTo(fingerprint(global));
  }

  @Test
  void whatComesOutCounts() {
    assertThat(changed("Layer conv", "@Output Layer conv")).isNotEqualTo(fingerprint(NET));
  }
}
