package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.testing.compile.JavaFileObjects;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

  /** Another, which ends in no map. */
  private static final String TOKENS =
      """
      @Model(input = @Input(channels = 3, height = 8, width = 8))
      static class Tokens {
        @PatchEmbed(size = 4, features = 6) Layer tokens;
        @SelectToken(0) @Linear(out = 10) Layer logits;
      }
      """;

  private static final String ON_FEATURES =
      """
      [MAP_EXPECTED] @%s needs a map of channels, height and width, but gets 192 features
          input  3x8x8
          it     192    @Flatten
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
              "@Conv(out = 4, kernel = Conv.SAME) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Conv: kernel must be at least 1, got Conv.SAME"),
          arguments(
              "@Conv(out = Padding.SAME_UPPER, kernel = 3) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Conv: out must be at least 1, got Padding.SAME_UPPER"),
          arguments(
              "@Flatten @Linear(out = Input.ANY) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Linear: out must be at least 1, got Input.ANY"),
          arguments(
              "@Conv(out = 4, kernel = {3, 0}) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Conv: kernel must be at least 1, got 0"),
          arguments(
              "@Conv(out = 4, kernel = {1, 7}, padding = {0, -1}) Layer it;",
              "[PADDING_NEGATIVE] @Conv: padding must not be negative, got -1"),
          arguments(
              "@Conv(out = 4, kernel = {3, 4}, padding = {1, Conv.SAME}) Layer it;",
              "[KERNEL_EVEN] @Conv: an even kernel of 4 cannot be padded equally on both sides\n"
                  + "    write the padding you mean, for instance padding = 2"),
          arguments(
              "@Conv(out = 4, kernel = 3, stride = {2, 0}) Layer it;",
              "[ATTRIBUTE_POSITIVE] @Conv: stride must be at least 1, got 0"),
          arguments(
              "@MaxPool(kernel = {3, 2}, padding = {1, 2}) Layer it;",
              "[PADDING_TOO_LARGE] @MaxPool: padding 2 is more than half the kernel of 2, so windows"
                  + " would lie in it entirely\n    use at most 1"),
          arguments(
              "@AvgPool(kernel = 2, padding = Conv.SAME) Layer it;",
              "[PADDING_NEGATIVE] @AvgPool: padding must not be negative, got Conv.SAME"),
          arguments(
              "@MaxPool(kernel = 2, ceilMode = true, padding = Padding.SAME_UPPER) Layer it;",
              "[ATTRIBUTE_UNUSED] @MaxPool: ceilMode = true has no effect with padding ="
                  + " Padding.SAME_UPPER\n    take it away"),
          arguments(
              "@AvgPool(kernel = 2, countIncludePad = true, padding = Padding.SAME_UPPER) Layer it;",
              "[ATTRIBUTE_UNUSED] @AvgPool: countIncludePad = true has no effect with padding ="
                  + " Padding.SAME_UPPER\n    take it away"),
          arguments(
              "@Conv(out = 4, kernel = 3, weightStandardized = true, weightEpsilon = 0) Layer it;",
              "[EPSILON_RANGE] @Conv: epsilon must be positive and finite, got 0.0"),
          arguments(
              "@Conv(out = 4, kernel = 3, weightEpsilon = 1e-6) Layer it;",
              "[ATTRIBUTE_UNUSED] @Conv: weightEpsilon = 1.0E-6 has no effect with weightStandardized ="
                  + " false\n    write weightStandardized = true, or take it away"),
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
              "@GroupNorm(groups = 0) Layer it;",
              "[ATTRIBUTE_POSITIVE] @GroupNorm: groups must be at least 1, got 0"),
          arguments(
              "@InstanceNorm(epsilon = -1) Layer it;",
              "[EPSILON_RANGE] @InstanceNorm: epsilon must be positive and finite, got -1.0"),
          arguments(
              "@LayerNorm(epsilon = 1 / 0.0) Layer it;",
              "[EPSILON_RANGE] @LayerNorm: epsilon must be positive and finite, got Infinity"),
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

  static final List<Arguments> WITHOUT_EFFECT =
      List.of(
          arguments(
              "@PatchEmbed(size = 4, features = 6) Layer t;"
                  + " @Init(Init.Scheme.HE_FAN_IN) @ClassToken @PositionalEmbedding Layer it;"
                  + " @SelectToken(0) Layer end;",
              """
              [INIT_NOTHING] @Init: 'it' has no weights to start
                  take it away"""),
          arguments(
              "@Init(value = Init.Scheme.HE_FAN_IN, standardDeviation = -1)"
                  + " @Conv(out = 4, kernel = 3) Layer it;",
              """
              [ATTRIBUTE_UNUSED] @Init: standardDeviation = -1.0 has no effect with HE_FAN_IN
                  write Init.Scheme.NORMAL, or take it away"""),
          arguments(
              "@Conv(out = 4, kernel = 1, dilation = 2) Layer it;",
              """
              [ATTRIBUTE_UNUSED] @Conv: dilation = 2 has no effect with kernel = 1
                  take it away"""),
          arguments(
              "@Relu Layer stem; @Skip(from = \"stem\") Layer it;",
              """
              [NAME_TWICE] @Skip adds 'stem' to itself, which only doubles it
                  name another layer; without @From a field reads the one before"""),
          arguments(
              "@Relu Layer a; @Relu Layer b; @Add({\"a\", \"a\"}) Layer it;",
              """
              [NAME_TWICE] @Add adds 'a' to itself, which only doubles it
                  name another layer; without @From a field reads the one before"""),
          arguments(
              "@Freeze @Conv(out = 4, kernel = 3) Layer still;"
                  + " @From(\"input\") @Conv(out = 4, kernel = 3) @Output Layer learned;"
                  + " @From(\"still\") @GlobalAvgPool @Freeze @Linear(out = 10) Layer it;"
                  + " @Output @Flatten Layer last;",
              """
              [OUTPUT_UNTRAINABLE] nothing that is trained leads to the main output 'last', so its \
              loss would teach nothing
                  read a layer that is trained, or put the field that is to learn last"""));

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
                  did you mean 'body.layer1' or 'body.layer2'?"""),
          arguments(
              "@Residual(blocks = 2, out = 4) Layer stage; @From(\"stage.0\") @Relu Layer it;",
              """
              [NAME_UNKNOWN] there is no layer 'stage.0'
                  'stage' has no parts with names; read 'stage' itself"""),
          arguments(
              "@Relu Layer b; @Relu Layer c; @Add(\"aa\") Layer it;",
              """
              [NAME_UNKNOWN] there is no layer 'aa'
                  the layers before it are 'b', 'c'"""),
          arguments(
              "@Relu String wrong; @Add(\"wrong\") Layer it;",
              """
              [LAYER_TYPE] 'wrong' has layer annotations but is of type java.lang.String
                  declare it as Layer"""),
          arguments(
              "@Relu Layer a; @Relu Layer b; @From(\"a\") @Relu @Add(\"b\") @Relu Layer it;",
              """
              [LAYER_TWICE] 'it' has @Relu twice, and javac loses which layers are between them
                  give each a field of its own, or take away what is too much"""),
          arguments(
              "@Relu.List({@Relu}) @Dropout(0.5) @Relu Layer it;",
              """
              [LAYER_TWICE] 'it' has @Relu twice, and javac loses which layers are between them
                  give each a field of its own, or take away what is too much"""),
          arguments(
              "@Conv.List({}) @From.List({}) Layer it;",
              """
              [LAYER_EMPTY] 'it' says nothing
                  give it a layer annotation, or take the field away"""));

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

  static final List<Arguments> CLASSES =
      List.of(
          arguments(
              "@Custom(int.class) Layer it;",
              """
              [CUSTOM_CLASS] @Custom: int cannot be a layer: it is no class -> name a class that implements dev.skipjack.runtime.custom.CustomLayer"""),
          arguments(
              "@Custom(String[].class) Layer it;",
              """
              [CUSTOM_CLASS] @Custom: java.lang.String[] cannot be a layer: it is no class -> name a class that implements dev.skipjack.runtime.custom.CustomLayer"""),
          arguments(
              "@Repeat(block = void.class) Layer it;",
              """
              [BLOCK_EXPECTED] void is not a block
                  name a class that is annotated with @Block"""),
          arguments(
              "@Repeat(block = String.class) Layer it;",
              """
              [BLOCK_EXPECTED] String is not a block
                  name a class that is annotated with @Block"""),
          arguments(
              "@Backbone(int[].class) Layer it;",
              """
              [BACKBONE_EXPECTED] int[] is not a model
                  name a class that is annotated with @Model"""));

  @Tag("exhaustive")
  @ParameterizedTest
  @FieldSource({
    "ATTRIBUTES",
    "FEATURES",
    "NAMES",
    "WITHOUT_EFFECT",
    "SIZES",
    "TRACES",
    "CLASSES",
    "SEQUENCES",
    "ONE_PIXEL"
  })
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
            .formatted(
                layers,
                layers.contains("Body.class")
                    ? BODY
                    : layers.contains("Tokens.class") ? TOKENS : "");
    assertThat(DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .containsExactly(expected);
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
