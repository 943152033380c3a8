package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.testing.compile.JavaFileObjects;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Shapes that a layer does not take, and which layers led to them. */
class ShapeMistakesTest {
  private static final String ON_FEATURES =
      """
      [MAP_EXPECTED] @%s needs a map of channels, height and width, but gets 192 features
          input  3x8x8
          it     192    @Flatten
          place it before @Flatten and @Linear""";

  static final List<Arguments> FEATURES =
      Stream.of(
              "ConvTranspose(out = 4, kernel = 2)",
              "Upsample(scale = 2)",
              "Upsample(like = \"input\")",
              "Pad(1)",
              "Crop(like = \"input\")",
              "AdaptiveAvgPool(1)",
              "LocalResponseNorm",
              "LayerScale",
              "Linear(out = 4, eachPixel = true)",
              "InstanceNorm",
              "Backbone(Body.class)")
          .map(
              layer ->
                  arguments(
                      "@Flatten @" + layer + " Layer it;",
                      ON_FEATURES.formatted(layer.replaceAll("\\(.*", ""))))
          .toList();

  static final List<Arguments> SIZES =
      List.of(
          arguments(
              "@MaxPool(kernel = 2) Layer half; @Upsample(scale = 3) @Concat(\"half\") Layer it;",
              """
              [CONCAT_SHAPE] cannot concatenate 'half' and 'it': 3x4x4 and 3x12x12 differ in more \
              than channels
                  half  3x4x4    @MaxPool(kernel = 2)
                  it    3x12x12  @Upsample(scale = 3)
                  put @Crop(like = "half") before @Concat"""),
          arguments(
              "@Flatten Layer flat; @From(\"input\") @Concat(\"flat\") Layer it;"
                  + " @Flatten Layer end;",
              """
              [CONCAT_SHAPE] cannot concatenate 'flat' and 'input': 192 and 3x8x8 differ in more than \
              channels
                  flat   192    @Flatten
                  input  3x8x8
                  one is a map: @Flatten or @GlobalAvgPool makes features of it"""),
          arguments(
              "@AvgPool(kernel = 2) Layer half; @Add(\"input\") Layer it;",
              """
              [ADD_SHAPE] cannot add 'input' to 'half': 3x8x8 and 3x4x4 differ
                  input  3x8x8
                  half   3x4x4  @AvgPool(kernel = 2)
                  put @Upsample(like = "input") before @Add, or cut 'input' in a field of its own: \
              @From("input") @Crop(like = "half")"""));

  /** What takes no sequence of tokens says so, and is all that is said. */
  static final List<Arguments> SEQUENCES =
      List.of(
          arguments(
              "@PatchEmbed(size = 4, features = 6) Layer t; @Sigmoid Layer gate;"
                  + " @From(\"t\") @Multiply(\"gate\") Layer it; @SelectToken(0) Layer end;",
              """
              [SEQUENCE_REFUSED] @Multiply does not take a sequence of tokens, here 4x6
                  input  3x8x8
                  t      4x6    @PatchEmbed(size = 4, features = 6)
                  gate   4x6    @Sigmoid
                  place it before @PatchEmbed, or after @SelectToken, which makes features"""),
          arguments(
              "@Relu Layer gate; @From(\"input\") @Conv(out = 0, kernel = 3) @Multiply(\"gate\")"
                  + " Layer it; @GlobalAvgPool Layer end;",
              "[ATTRIBUTE_POSITIVE] @Conv: out must be at least 1, got 0"),
          arguments(
              "@PatchEmbed(size = 4, features = 6) Layer t;"
                  + " @Output @Pyramid(taps = {\"input\", \"t\"}, out = 3) Layer it;"
                  + " @From(\"t\") @SelectToken(0) Layer end;",
              """
              [PYRAMID_FEATURES] @Pyramid stands on maps, but 't' has a sequence of 4x6
                  name an earlier layer"""),
          arguments(
              "@PatchEmbed(size = 4, features = 6) Layer t;"
                  + " @From(\"input\") @Upsample(like = \"t\") @Output Layer it; @From(\"t\") @SelectToken(0)"
                  + " Layer end;",
              """
              [LIKE_FEATURES] @Upsample: 't' has a sequence of 4x6, but a height and a width are \
              wanted
                  name a layer with a map"""),
          arguments(
              "@Backbone(value = Tokens.class, to = \"tokens\", outputStride = 4) Layer it;",
              """
              [BACKBONE_HEAD] 'tokens' of Tokens gives a sequence of 4x6, but a backbone with \
              outputStride ends in a map
                  tokens have no stride: take it away"""));

  static final List<Arguments> ONE_PIXEL =
      List.of(
          arguments(
              "@GlobalAvgPool Layer pooled; @Transition Layer it;",
              """
              [KERNEL_TOO_LARGE] @Transition: a kernel of 2 does not fit on the map 1x1x1 with padding 0
                  input   3x8x8
                  pooled  3x1x1  @GlobalAvgPool
                  use a smaller kernel, more padding, or fewer strides before it"""),
          arguments(
              "@Flatten Layer flat; @From(\"input\") @GlobalAvgPool @Concat(\"flat\") Layer it;"
                  + " @Flatten Layer end;",
              """
              [CONCAT_SHAPE] cannot concatenate 'flat' and 'it': 192 and 3x1x1 differ in more than \
              channels
                  flat  192    @Flatten
                  it    3x1x1  @GlobalAvgPool
                  one is a map of one pixel: @Flatten makes features of it"""));

  /** Only what leads to the mistake is shown: no side branch, no later layer. */
  static final List<Arguments> TRACES =
      List.of(
          arguments(
              "@Conv(out = 4, kernel = 3) Layer stem; @Output @Relu Layer side1;"
                  + " @Output @Relu Layer side2; @Output @Relu Layer side3; @Output @Relu Layer side4;"
                  + " @Output @Relu Layer side5; @Output @Relu Layer side6;"
                  + " @From(\"stem\") @Tanh Layer left;"
                  + " @From(\"left\") @MaxPool(kernel = 9) Layer it;",
              """
              [KERNEL_TOO_LARGE] @MaxPool: a kernel of 9 does not fit on the map 4x8x8 with padding 0
                  input  3x8x8
                  stem   4x8x8  @Conv(out = 4, kernel = 3)
                  left   4x8x8  @From("stem") @Tanh
                  use a smaller kernel, more padding, or fewer strides before it"""),
          arguments(
              "@Conv(out = 4, kernel = 3) Layer stem; @From(\"input\") @Conv(out = 4, kernel = 1)"
                  + " Layer other; @Add(\"stem\") @MaxPool(kernel = 9) @Concat(\"other\") Layer it;",
              """
              [KERNEL_TOO_LARGE] @MaxPool: a kernel of 9 does not fit on the map 4x8x8 with padding 0
                  input  3x8x8
                  stem   4x8x8  @Conv(out = 4, kernel = 3)
                  other  4x8x8  @From("input") @Conv(out = 4, kernel = 1)
                  it     4x8x8  @Add("stem")
                  use a smaller kernel, more padding, or fewer strides before it"""));

  @Tag("exhaustive")
  @ParameterizedTest
  @FieldSource({"FEATURES", "SIZES", "SEQUENCES", "ONE_PIXEL", "TRACES"})
  void areToldOnce(String layers, String expected) {
    MistakesOfLayers.check(layers, expected);
  }

  static final List<Arguments> RELATIVE_POSITIONS =
      List.of(
          arguments(
              "channels = 4, height = Input.ANY, width = Input.ANY",
              "@Attention(heads = 2, relativePosition = true) Layer it;",
              """
              [FLATTEN_ANY_SIZE] @Attention needs the same number of tokens for every image, but the map 4xHxW grows with the image
                  input  4xHxW
                  put @AdaptiveAvgPool before it"""),
          arguments(
              "channels = 2, height = 12000, width = 12000",
              "@Attention(heads = 2, relativePosition = true) @MaxPool(kernel = 100) Layer it;",
              """
              [TOO_LARGE] 'it.relative_position_bias_table' would have 1,151,904,002 elements, 1,073,741,824 are possible for a parameter or one image's map with its padding: kernels count them in an int
                  make it smaller"""),
          arguments(
              "channels = 4, height = 8, width = 6",
              "@Attention(heads = 2, relativePosition = true) Layer first;"
                  + " @MaxPool(kernel = 2) Layer half; @Shared(\"first\") Layer it;",
              """
              [SHARED_SHAPE] @Shared: 'first.relative_position_bias_table' of shape [165,2] does not fit the input 4x4x3, for which it would be [35,2]
                  give both uses one shape, or let 'it' have weights of its own"""));

  /** They are a weight for each distance, of a map whose size is known. */
  @Tag("exhaustive")
  @ParameterizedTest
  @FieldSource("RELATIVE_POSITIONS")
  void relativePositionsHaveOneSize(String input, String layers, String expected) {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(%s))
        class Net {
          %s
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        """
            .formatted(input, layers);
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(expected);
  }
}
