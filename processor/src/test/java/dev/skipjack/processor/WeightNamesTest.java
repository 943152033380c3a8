package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.ir.Parameter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What parameters are called in weight files. */
class WeightNamesTest {
  private static List<String> weights(String layers) {
    return Graphs.ofLayers(layers).parameters().stream()
        .map(Parameter::weightName)
        .filter(name -> name.endsWith(".weight"))
        .toList();
  }

  @Test
  void fieldsGiveTheirNames() {
    assertThat(
            weights(
                """
                @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
                @Residual(blocks = 1, out = 8, stride = 2) Layer layer1;
                @DenseBlock(layers = 1, growth = 2) Layer dense;
                @Transition Layer down;
                @Flatten @Linear(out = 10) Layer fc;
                """))
        .containsExactly(
            "stem.conv.weight",
            "stem.norm.weight",
            "layer1.0.conv1.weight",
            "layer1.0.bn1.weight",
            "layer1.0.conv2.weight",
            "layer1.0.bn2.weight",
            "layer1.0.downsample.0.weight",
            "layer1.0.downsample.1.weight",
            "dense.denselayer1.norm1.weight",
            "dense.denselayer1.conv1.weight",
            "dense.denselayer1.norm2.weight",
            "dense.denselayer1.conv2.weight",
            "down.norm.weight",
            "down.conv.weight",
            "fc.weight");
  }

  /** What learns nothing is not in the file, and takes no part in the naming. */
  @Test
  void normsOfOneImageHaveThemIfTheyAreAffine() {
    assertThat(
            weights(
                """
                @Conv(out = 4, kernel = 3) @GroupNorm(groups = 2) @Relu Layer stem;
                @Conv(out = 4, kernel = 3) @InstanceNorm Layer plain;
                @InstanceNorm(affine = true) Layer instance;
                @LayerNorm Layer layer;
                @GroupNorm(groups = 1, affine = false) @Flatten @Linear(out = 10) Layer fc;
                """))
        .containsExactly(
            "stem.conv.weight",
            "stem.norm.weight",
            "plain.weight",
            "instance.weight",
            "layer.weight",
            "fc.weight");
  }

  /**
   * As in torchvision, the factors are called as the layer itself; a name without a dot gets one.
   */
  @Test
  void layerScalesAreCalledAsTheLayer() {
    assertThat(
            Graphs.ofLayers(
                    """
                    @Conv(out = 4, kernel = 3) @LayerScale Layer stem;
                    @LayerScale Layer scale;
                    @Name("block.layer_scale") @LayerScale Layer named;
                    @Flatten @Linear(out = 10) Layer fc;
                    """)
                .parameters()
                .stream()
                .filter(p -> p.value().type().dims().size() == 3)
                .map(Parameter::weightName))
        .containsExactly("stem.layerScale", "scale.weight", "block.layer_scale");
  }

  /** As of PyTorch's PReLU, whose slopes are called weight. */
  @Test
  void slopesAreWeights() {
    assertThat(
            Graphs.ofLayers(
                    """
                    @Conv(out = 4, kernel = 1, bias = false) @Prelu Layer stem;
                    @Prelu(eachChannel = true) Layer act;
                    @Flatten @Linear(out = 10, bias = false) Layer fc;
                    """)
                .parameters()
                .stream()
                .map(p -> p.weightName() + " " + p.value().type().dims()))
        .containsExactly(
            "stem.conv.weight [4, 3, 1, 1]",
            "stem.prelu.weight [1]",
            "act.weight [4]",
            "fc.weight [10, 256]");
  }

  /** As torchvision's vit_b_16 has them; without a dot only where that is meant. */
  @Test
  void parametersOfSequencesAreCalledAsTheLayer() {
    assertThat(
            Graphs.ofLayers(
                    """
                    @PatchEmbed(size = 2, features = 8) @ClassToken @PositionalEmbedding
                    @Name({"conv_proj", "class_token", "encoder.pos_embedding"}) Layer tokens;
                    @ClassToken Layer second;
                    @ClassToken @Name("attention") Layer third;
                    @Attention(heads = 2) Layer attention;
                    @SelectToken(0) @Linear(out = 10) Layer fc;
                    """)
                .parameters()
                .stream()
                .map(Parameter::weightName))
        .containsExactly(
            "conv_proj.weight",
            "conv_proj.bias",
            "class_token",
            "encoder.pos_embedding",
            "second.weight",
            "attention.weight",
            "attention.in_proj_weight",
            "attention.in_proj_bias",
            "attention.out_proj.weight",
            "attention.out_proj.bias",
            "fc.weight",
            "fc.bias");
  }

  @Test
  void repetitionsAreNumberedAsIsAskedFor() {
    assertThat(
            weights(
                """
                @Repeat(block = Unit.class, times = 2, first = 1) Layer stage;
                @Repeat(block = Unit.class, times = 2) @Name("trunk.block-#") Layer trunk;
                @SqueezeExcite(channels = 1) Layer se;
                @SqueezeExcite(channels = 1) @Name("gate") Layer named;
                @Flatten @Linear(out = 10) Layer fc;
                }
                @Block class Unit {
                  @Conv(out = 4, kernel = 3) Layer conv;
                """))
        .containsExactly(
            "stage.1.conv.weight",
            "stage.2.conv.weight",
            "trunk.block-0.conv.weight",
            "trunk.block-1.conv.weight",
            "se.fc1.weight",
            "se.fc2.weight",
            "gate.fc1.weight",
            "gate.fc2.weight",
            "fc.weight");
  }

  @Test
  void namesReplaceThem() {
    assertThat(
            weights(
                """
                @Name({"conv1", "bn1"}) @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
                @Name("layer1") @Residual(blocks = 1, out = 4) Layer stage;
                @Name("features.denseblock1") @DenseBlock(layers = 1, growth = 2, bottleneck = 0) Layer dense;
                @Name("features.transition1") @Transition Layer down;
                @Name("projection") @Skip(from = "dense", shortcut = Shortcut.CONV) Layer sum;
                @Flatten @Name("classifier.6") @Linear(out = 10) Layer fc;
                """))
        .containsExactly(
            "conv1.weight",
            "bn1.weight",
            "layer1.0.conv1.weight",
            "layer1.0.bn1.weight",
            "layer1.0.conv2.weight",
            "layer1.0.bn2.weight",
            "features.denseblock1.denselayer1.norm1.weight",
            "features.denseblock1.denselayer1.conv1.weight",
            "features.transition1.norm.weight",
            "features.transition1.conv.weight",
            "projection.0.weight",
            "projection.1.weight",
            "classifier.6.weight");
  }

  private static final String UNIT =
      """
      @Flatten @Linear(out = 10) Layer logits;
      @Block static class Unit {
        @Name("bn") @BatchNorm Layer norm;
        @Conv(out = Param.OUT, kernel = 3) @Relu Layer conv;
      }
      """;

  @Test
  void repetitionsTakeOnePrefixOrANameForEachOfTheirLayers() {
    String prefix = "@Name(\"layer1\") @Repeat(block = Unit.class, out = 4, times = 2) Layer a;";
    assertThat(weights(prefix + UNIT))
        .containsExactly(
            "layer1.0.bn.weight",
            "layer1.0.conv.weight",
            "layer1.1.bn.weight",
            "layer1.1.conv.weight",
            "logits.weight");
    String each =
        "@Name({\"f.0\", \"f.1\", \"f.3\", \"f.4\"})"
            + " @Repeat(block = Unit.class, out = 4, times = 2) Layer a;";
    assertThat(weights(each + UNIT))
        .containsExactly("f.0.weight", "f.1.weight", "f.3.weight", "f.4.weight", "logits.weight");
  }

  @Test
  void aRepetitionWithOtherThanItsLayersIsAMistake() {
    Compilation compilation =
        DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "bad.Net",
                """
                package bad;
                import dev.skipjack.annotations.*;
                @Model(input = @Input(channels = 3, height = 8, width = 8))
                class Net {
                  @Name({"f.0", "f.1", "f.2"}) @Repeat(block = Unit.class, out = 4, times = 2) Layer a;
                  %s
                }
                """
                    .formatted(UNIT)));
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .isEqualTo(
            "[NAME_COUNT] @Name of 'a': expected 4 names, for every layer with parameters in all"
                + " repetitions, got 3\n    give one for each, in order");
  }
}
