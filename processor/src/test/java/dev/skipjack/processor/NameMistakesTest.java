package dev.skipjack.processor;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Names and classes that layers cannot refer to. */
class NameMistakesTest {
  private static final String LIKE_LATER =
      """
      [NAME_LATER] 'late' comes after 'early', and layers run from top to bottom
          move 'late' up""";

  private static final String LIKE_UNKNOWN =
      """
      [NAME_UNKNOWN] there is no layer 'steem'
          did you mean 'stem'?""";

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
  @FieldSource({"NAMES", "CLASSES"})
  void areToldOnce(String layers, String expected) {
    MistakesOfLayers.check(layers, expected);
  }
}
