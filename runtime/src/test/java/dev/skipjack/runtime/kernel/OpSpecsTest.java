package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluGradientSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.activation.SoftmaxGradientSpec;
import dev.skipjack.runtime.kernel.activation.SoftmaxSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.custom.CustomGradientSpec;
import dev.skipjack.runtime.kernel.custom.CustomSpec;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.kernel.movement.CropGradientSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutGradientSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleGradientSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.movement.SliceGradientSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.RunningStatisticsSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.GlobalMaxPoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalMaxPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleGradientSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionGradientSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.ClassTokenGradientSpec;
import dev.skipjack.runtime.kernel.sequence.ClassTokenSpec;
import dev.skipjack.runtime.kernel.sequence.PixelsSpec;
import dev.skipjack.runtime.kernel.sequence.PositionalEmbeddingGradientSpec;
import dev.skipjack.runtime.kernel.sequence.PositionalEmbeddingSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenGradientSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import dev.skipjack.runtime.kernel.sequence.TokensSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
  void thereIsOneOfEach() throws IOException {
    assertThat(ONE_OF_EACH.stream().map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(all());
  }

  /** Of every room. */
  private static List<Class<?>> all() throws IOException {
    Path classes = Path.of("target", "classes");
    try (Stream<Path> files = Files.walk(classes.resolve("dev/skipjack/runtime/kernel"))) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith("Spec.class"))
          .<Class<?>>map(OpSpecsTest::load)
          .filter(type -> type.isRecord() && OpSpec.class.isAssignableFrom(type))
          .toList();
    }
  }

  private static Class<?> load(String file) {
    try {
      return Class.forName(file.substring(0, file.length() - 6).replace('/', '.'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
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
