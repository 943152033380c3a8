package dev.skipjack.runtime.kernel;

/**
 * An op of a network's graph. Its record says what is computed and, in {@link #signature}, with
 * which arrays.
 */
public sealed interface OpSpec extends KernelSpec<Kernel>
    permits ActivationGradientSpec,
        ActivationSpec,
        AdaptiveAveragePoolGradientSpec,
        AdaptiveAveragePoolSpec,
        AddSpec,
        ChannelShuffleSpec,
        ConvolutionGradientSpec,
        ConvolutionSpec,
        ConvolutionTransposeGradientSpec,
        ConvolutionTransposeSpec,
        CopySpec,
        CropGradientSpec,
        CropSpec,
        CustomGradientSpec,
        CustomSpec,
        DropoutGradientSpec,
        DropoutSpec,
        FoldedConvolutionSpec,
        FusedConvolutionGradientSpec,
        FusedConvolutionSpec,
        FusedPoolGradientSpec,
        FusedPoolSpec,
        GlobalAveragePoolGradientSpec,
        GlobalAveragePoolSpec,
        GroupNormGradientSpec,
        GroupNormSpec,
        LayerNormGradientSpec,
        LayerNormSpec,
        LayerScaleGradientSpec,
        LayerScaleSpec,
        GlobalMaxPoolGradientSpec,
        GlobalMaxPoolSpec,
        LinearGradientSpec,
        LinearSpec,
        LocalResponseNormGradientSpec,
        LocalResponseNormSpec,
        MultiplyGradientSpec,
        MultiplySpec,
        NormalizeGradientSpec,
        NormalizeSpec,
        PadShortcutGradientSpec,
        PadShortcutSpec,
        PreluGradientSpec,
        PreluSpec,
        PixelShuffleGradientSpec,
        PixelShuffleSpec,
        PoolGradientSpec,
        PoolSpec,
        ReorderSpec,
        RunningStatisticsSpec,
        SeparableConvolutionSpec,
        SliceGradientSpec,
        AttentionGradientSpec,
        AttentionSpec,
        SelectTokenGradientSpec,
        SelectTokenSpec,
        PositionalEmbeddingGradientSpec,
        PositionalEmbeddingSpec,
        ClassTokenGradientSpec,
        ClassTokenSpec,
        PixelsSpec,
        TokensSpec,
        SoftmaxSpec,
        SoftmaxGradientSpec,
        StatisticsGradientSpec,
        StatisticsSpec,
        StochasticDepthGradientSpec,
        StochasticDepthSpec,
        UpsampleGradientSpec,
        UpsampleSpec {
  /** The names of the arrays that a kernel of it is bound to, with their shapes. */
  Signature signature();

  @Override
  default Kernel around(Kernel kernel, Around around) {
    return operands -> {
      Runnable step = kernel.bind(operands);
      return () -> around.run(step);
    };
  }
}
