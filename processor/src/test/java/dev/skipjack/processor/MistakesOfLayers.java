package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import java.util.Locale;

/** A network of some layers, and what is said of it. */
final class MistakesOfLayers {
  private MistakesOfLayers() {}

  /** A model to place. */
  private static final String BODY =
      """
      @Model(input = @Input(channels = 3, height = 8, width = 8))
      static class Body {
        @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
        @Residual(blocks = 1, out = 4) Layer layer1;
        @Residual(blocks = 1, out = 8, stride = 2) Layer layer2;
        @GlobalAvgPool @Linear(out = 10) Layer logits;
      }
      """;

  /** Another, which ends in no map. */
  private static final String TOKENS =
      """
      @Model(input = @Input(channels = 3, height = 8, width = 8))
      static class Tokens {
        @PatchEmbed(size = 4, features = 6) Layer tokens;
        @SelectToken(0) @Linear(out = 10) Layer logits;
      }
      """;

  /** That this is said, and nothing else. */
  static void check(String layers, String expected) {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          %s
          %s
        }
        """
            .formatted(
                layers,
                layers.contains("Body.class")
                    ? BODY
                    : layers.contains("Tokens.class") ? TOKENS : "");
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(expected);
  }
}
