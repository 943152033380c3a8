package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.testing.compile.JavaFileObjects;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Mistakes that several layers can make, in the words of each. */
class LayerMistakesTest {
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

  private static final String ON_FEATURES =
      """
      [MAP_EXPECTED] @%s needs a map of channels, height and width, but gets 192 features
          input  3x8x8
          place it before @Flatten and @Linear""";

  private static final String LIKE_LATER =
      """
      [NAME_LATER] 'late' comes after 'early', and layers run from top to bottom
          move 'late' up""";

  private static final String LIKE_UNKNOWN =
      """
      [NAME_UNKNOWN] there is no layer 'steem'
          did you mean 'stem'?""";

  static final List<Arguments> ATTRIBUTES =
      List.of(
          arguments(
              "@ConvTranspose(out = 0, kernel = 2) Layer it;",
              "[ATTRIBUTE_POSITIVE] @ConvTranspose: out must be at least 1, got 0"),
          arguments(
              "@ConvTranspose(out = 4, kernel = 0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @ConvTranspose: kernel must be at least 1, got 0"),
          arguments(
              "@ConvTranspose(out = 4, kernel = 2, stride = 0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @ConvTranspose: stride must be at least 1, got 0"),
          arguments(
              "@ConvTranspose(out = 4, kernel = 2, padding = -1) Layer it;",
              "[PADDING_NEGATIVE] @ConvTranspose: padding must not be negative, got -1"),
          arguments(
              "@ConvTranspose(out = 4, kernel = 2, stride = 2, outputPadding = -1) Layer it;",
              "[ATTRIBUTE_NEGATIVE] @ConvTranspose: outputPadding must not be negative, got -1"),
          arguments(
              "@Upsample(scale = 0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Upsample: scale must be at least 1, got 0"),
          arguments(
              "@Upsample Layer it;",
              """
              [UPSAMPLE_SIZE] @Upsample takes one of scale and like, but gets neither
                  write @Upsample(scale = 2) or @Upsample(like = "name")"""),
          arguments(
              "@AdaptiveAvgPool(0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @AdaptiveAvgPool: value must be at least 1, got 0"),
          arguments(
              "@Pad(0) Layer it;", "[ATTRIBUTE_POSITIVE] @Pad: value must be at least 1, got 0"),
          arguments(
              "@LocalResponseNorm(size = 0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @LocalResponseNorm: size must be at least 1, got 0"),
          arguments(
              "@LocalResponseNorm(alpha = -1) Layer it;",
              "[RESPONSE_RANGE] @LocalResponseNorm: alpha must be at least 0 and finite, got -1.0"),
          arguments(
              "@LocalResponseNorm(beta = 1 / 0.0) Layer it;",
              "[RESPONSE_RANGE] @LocalResponseNorm: beta must be at least 0 and finite, got"
                  + " Infinity"),
          arguments(
              "@Backbone(value = Body.class, outputStride = -1) Layer it;",
              "[ATTRIBUTE_NEGATIVE] @Backbone: outputStride must not be negative, got -1"),
          arguments(
              "@MaxPool(kernel = 2) Layer half;"
                  + " @Output @Pyramid(taps = {\"input\", \"half\"}, out = 0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Pyramid: out must be at least 1, got 0"),
          arguments(
              "@Conv(out = Param.WIDTH, kernel = 3) Layer it;",
              """
              [PARAM_OUTSIDE] Param.WIDTH has a value only inside a @Block
                  write a number"""),
          arguments(
              "@Conv(out = 4, kernel = 3, stride = Param.STRIDE) Layer it;",
              """
              [PARAM_OUTSIDE] Param.STRIDE has a value only inside a @Block
                  write a number"""));

  static final List<Arguments> FEATURES =
      Stream.of(
              "ConvTranspose(out = 4, kernel = 2)",
              "Upsample(scale = 2)",
              "Upsample(like = \"input\")",
              "Pad(1)",
              "Crop(like = \"input\")",
              "AdaptiveAvgPool(1)",
              "LocalResponseNorm",
              "Backbone(Body.class)")
          .map(
              layer ->
                  arguments(
                      "@Flatten @" + layer + " Layer it;",
                      ON_FEATURES.formatted(layer.replaceAll("\\(.*", ""))))
          .toList();

  static final List<Arguments> NAMES =
      List.of(
          arguments(
              "@Conv(out = 4, kernel = 3) Layer stem; @Crop(like = \"steem\") Layer it;",
              LIKE_UNKNOWN),
          arguments(
              "@Conv(out = 4, kernel = 3) Layer stem; @Upsample(like = \"steem\") Layer it;",
              LIKE_UNKNOWN),
          arguments("@Crop(like = \"late\") Layer early; @Relu Layer late;", LIKE_LATER),
          arguments("@Upsample(like = \"late\") Layer early; @Relu Layer late;", LIKE_LATER),
          arguments(
              "@Flatten Layer flat; @From(\"input\") @Upsample(like = \"flat\") Layer it;"
                  + " @Flatten @Add(\"flat\") Layer sum;",
              """
              [LIKE_FEATURES] @Upsample: 'flat' has 192 features, but a height and a width are wanted
                  name a layer with a map"""),
          arguments(
              "@Backbone(value = Body.class, to = \"layer2\") Layer body;"
                  + " @Output @Pyramid(taps = {\"body.laier1\", \"body.layer2\"}) Layer it;",
              """
              [NAME_UNKNOWN] there is no layer 'body.laier1'
                  did you mean 'body.layer1' or 'body.layer2'?"""));

  @ParameterizedTest
  @FieldSource({"ATTRIBUTES", "FEATURES", "NAMES"})
  void areToldOnce(String layers, String expected) {
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
            .formatted(layers, layers.contains("Body.class") ? BODY : "");
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(expected);
  }
}
