package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Every op, as a spec of it. */
class OpSpecsTest {
  private static final ConvolutionSpec CONVOLUTION = new ConvolutionSpec(4, 6, 3, 1, 1, 1, 1, true);
  private static final ConvolutionTransposeSpec TRANSPOSE =
      new ConvolutionTransposeSpec(4, 6, 3, 2, 1, 1, true);
  private static final NormalizeSpec NORM = new NormalizeSpec(4, 1e-5, ActivationSpec.RELU);
  private static final FusedConvolutionSpec FUSED =
      new FusedConvolutionSpec(CONVOLUTION, NORM, true);
  private static final SeparableConvolutionSpec SEPARABLE =
      new SeparableConvolutionSpec(
          new FoldedConvolutionSpec(
              new ConvolutionSpec(4, 16, 1, 1, 0, 1, 1, true), null, null, false, null),
          new FoldedConvolutionSpec(
              new ConvolutionSpec(16, 16, 3, 1, 1, 1, 16, true), null, null, false, null),
          null,
          Layout.PLANES,
          Layout.BLOCKS);
  private static final LinearSpec LINEAR = new LinearSpec(4, 2, true);
  private static final GroupNormSpec GROUP = new GroupNormSpec(4, 2, 1e-5, true);
  private static final LayerNormSpec LAYER = new LayerNormSpec(4, 1e-6, true);
  private static final LocalResponseNormSpec RESPONSE = new LocalResponseNormSpec(5, 1, 0.5, 2);
  private static final ActivationSpec TANH = new ActivationSpec(ActivationSpec.Kind.TANH, 0);
  private static final PoolSpec POOL = new PoolSpec(PoolSpec.Kind.MAX, 2, 2, 0, false, true);
  private static final FusedPoolSpec FUSED_POOL = new FusedPoolSpec(POOL, NORM);
  private static final PadShortcutSpec SHORTCUT = new PadShortcutSpec(4, 6, 2);
  private static final UpsampleSpec UPSAMPLE = new UpsampleSpec(UpsampleSpec.Mode.NEAREST);
  private static final CropSpec CROP = new CropSpec(1, 2);

  private static final CustomSpec CUSTOM =
      new CustomSpec(
          "own",
          new QuadraticLayer(),
          List.of(3, 4, 5),
          List.of(6, 2, 3),
          List.of(List.of(3), List.of(3)));

  private static final List<OpSpec> ONE_OF_EACH =
      List.of(
          CONVOLUTION,
          new ConvolutionGradientSpec(CONVOLUTION),
          TRANSPOSE,
          new ConvolutionTransposeGradientSpec(TRANSPOSE),
          FUSED,
          new FusedConvolutionGradientSpec(FUSED, true),
          new FoldedConvolutionSpec(CONVOLUTION, NORM, null, true, ActivationSpec.RELU),
          SEPARABLE,
          LINEAR,
          new LinearGradientSpec(LINEAR),
          new StatisticsSpec(4),
          new StatisticsGradientSpec(4, true),
          new RunningStatisticsSpec(4, 0.1),
          NORM,
          new NormalizeGradientSpec(NORM),
          GROUP,
          new GroupNormGradientSpec(GROUP),
          LAYER,
          new LayerNormGradientSpec(LAYER),
          new LayerScaleSpec(4),
          new LayerScaleGradientSpec(new LayerScaleSpec(4)),
          new PreluSpec(4, true),
          new PreluGradientSpec(new PreluSpec(4, false)),
          RESPONSE,
          new LocalResponseNormGradientSpec(RESPONSE),
          TANH,
          new ActivationGradientSpec(TANH),
          new AddSpec(),
          new SoftmaxSpec(),
          new SoftmaxGradientSpec(),
          new TokensSpec(),
          new PixelsSpec(),
          new ClassTokenSpec(),
          new ClassTokenGradientSpec(),
          new PositionalEmbeddingSpec(),
          new PositionalEmbeddingGradientSpec(),
          new SelectTokenSpec(1),
          new SelectTokenGradientSpec(new SelectTokenSpec(1)),
          new AttentionSpec(8, 2, 3, 4),
          new AttentionGradientSpec(new AttentionSpec(8, 2, 3, 4)),
          new SliceGradientSpec(3),
          new ChannelShuffleSpec(2),
          new PixelShuffleSpec(2),
          new PixelShuffleGradientSpec(new PixelShuffleSpec(2)),
          new GlobalMaxPoolSpec(),
          new GlobalMaxPoolGradientSpec(),
          new MultiplySpec(MultiplySpec.Factors.CHANNELS),
          new MultiplyGradientSpec(new MultiplySpec(MultiplySpec.Factors.CHANNELS)),
          new CopySpec(),
          new DropoutSpec(0.5),
          new DropoutGradientSpec(),
          new StochasticDepthSpec(0.5, true),
          new StochasticDepthGradientSpec(),
          POOL,
          new PoolGradientSpec(POOL),
          FUSED_POOL,
          new FusedPoolGradientSpec(FUSED_POOL),
          new GlobalAveragePoolSpec(),
          new GlobalAveragePoolGradientSpec(),
          new AdaptiveAveragePoolSpec(),
          new AdaptiveAveragePoolGradientSpec(),
          new ReorderSpec(Layout.PLANES, Layout.BLOCKS, 16),
          SHORTCUT,
          new PadShortcutGradientSpec(SHORTCUT),
          UPSAMPLE,
          new UpsampleGradientSpec(UPSAMPLE),
          CROP,
          new CropGradientSpec(CROP),
          CUSTOM,
          new CustomGradientSpec(CUSTOM));

  @Test
  void thereIsOneOfEach() {
    assertThat(ONE_OF_EACH.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(OpSpec.class.getPermittedSubclasses());
  }

  /** Whom all others fall back on. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void thePortableProviderHasEveryOp(DataType type) {
    try (Kernels kernels = Kernels.open(Kernels.providers(), Backend.PORTABLE, type, 1)) {
      for (OpSpec spec : ONE_OF_EACH) {
        assertThat(kernels.step(spec)).as(spec.describe()).isNotNull();
      }
    }
  }

  /** What an op needs it also has, and gradients are all that it may have besides. */
  @Test
  void signaturesNameEachOperandOnce() {
    for (OpSpec spec : ONE_OF_EACH) {
      Signature signature = spec.signature();
      assertThat(signature.wanted())
          .as(spec.describe())
          .doesNotContainAnyElementsOf(signature.needed());
      boolean backward = spec.describe().contains("Gradient");
      assertThat(signature.wanted().isEmpty() || backward).as(spec.describe()).isTrue();
    }
  }

  @Test
  void peopleReadWhatAKernelComputes() {
    assertThat(Arrays.asList(new AddSpec(), LINEAR, new LinearGradientSpec(LINEAR)))
        .extracting(KernelSpec::describe)
        .containsExactly(
            "add",
            "linear[inFeatures=4, outFeatures=2, bias=true]",
            "linearGradient[forward=Linear[inFeatures=4, outFeatures=2, bias=true]]");
  }

  /** Its signature has no place for one, so kernels would look for what nobody gives. */
  @Test
  void aSeparableConvolutionRefusesLayerScale() {
    FoldedConvolutionSpec depthwise = SEPARABLE.depthwise();
    assertThatThrownBy(
            () ->
                new SeparableConvolutionSpec(
                    SEPARABLE.expand().withLayerScale(),
                    depthwise,
                    null,
                    Layout.PLANES,
                    Layout.BLOCKS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("what is before a depthwise convolution is 1 x 1");
  }
}
