package dev.skipjack.processor;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Attributes that cannot be, or have no effect, in the words of each layer. */
class AttributeMistakesTest {
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

  @Tag("exhaustive")
  @ParameterizedTest
  @FieldSource({"ATTRIBUTES", "WITHOUT_EFFECT"})
  void areToldOnce(String layers, String expected) {
    MistakesOfLayers.check(layers, expected);
  }
}
