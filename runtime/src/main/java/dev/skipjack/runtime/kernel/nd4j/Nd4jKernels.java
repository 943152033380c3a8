package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelSpec;
import dev.skipjack.runtime.kernel.KernelTable;
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
import dev.skipjack.runtime.kernel.custom.CustomGradientKernel;
import dev.skipjack.runtime.kernel.custom.CustomGradientSpec;
import dev.skipjack.runtime.kernel.custom.CustomKernel;
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
import dev.skipjack.runtime.kernel.movement.TransferSpec;
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
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import dev.skipjack.runtime.kernel.optimizer.MovingAverageSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
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
import dev.skipjack.runtime.kernel.sequence.TokenRows;
import dev.skipjack.runtime.kernel.sequence.TokensSpec;
import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Every kernel of the language. */
final class Nd4jKernels implements KernelFactory {
  private final Resources resources;
  private final KernelTable table;

  Nd4jKernels(DataType type) {
    this.resources = new Resources(type);
    this.table = table();
  }

  private KernelTable table() {
    return new KernelTable()
        .add(ConvolutionSpec.class, spec -> FeatureMaps.of(new ConvolutionKernel(spec, resources)))
        .add(
            ConvolutionGradientSpec.class,
            spec -> FeatureMaps.of(ConvolutionGradientKernel.of(spec.forward(), resources)))
        .add(
            FusedConvolutionSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.convolution(spec, resources)))
        .add(
            FusedConvolutionGradientSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.convolutionGradient(spec, resources)))
        .add(
            FoldedConvolutionSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.foldedConvolution(spec, resources)))
        .add(
            SeparableConvolutionSpec.class,
            spec -> ReorderedKernels.separableConvolution(spec, resources))
        .add(
            ConvolutionTransposeSpec.class,
            spec -> ConvolutionTransposeKernels.forward(spec, resources))
        .add(
            ConvolutionTransposeGradientSpec.class,
            spec -> ConvolutionTransposeKernels.gradient(spec.forward(), resources))
        .add(LinearSpec.class, spec -> TokenRows.of(LinearKernels.linear(spec, resources)))
        .add(LinearGradientSpec.class, spec -> TokenRows.of(LinearKernels.gradient(resources)))
        .add(
            StatisticsSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.statistics(spec, resources)))
        .add(
            StatisticsGradientSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.statisticsGradient(spec, resources)))
        .add(
            RunningStatisticsSpec.class,
            spec -> NormalizationKernels.running(spec.channels(), spec.momentum(), resources))
        .add(
            NormalizeSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.normalize(spec, resources)))
        .add(
            NormalizeGradientSpec.class,
            spec -> FeatureMaps.of(ReorderedKernels.normalizeGradient(spec.forward(), resources)))
        .add(GroupNormSpec.class, spec -> ImageNormKernels.groupNorm(spec, resources))
        .add(
            GroupNormGradientSpec.class,
            spec -> ImageNormKernels.groupNormGradient(spec.forward(), resources))
        .add(LayerNormSpec.class, spec -> TokenRows.of(ReorderedKernels.layerNorm(spec, resources)))
        .add(
            LayerNormGradientSpec.class,
            spec -> TokenRows.of(ReorderedKernels.layerNormGradient(spec.forward(), resources)))
        .add(LayerScaleSpec.class, spec -> LayerScaleKernels.forward(resources))
        .add(LayerScaleGradientSpec.class, spec -> LayerScaleKernels.gradient(resources))
        .add(PreluSpec.class, spec -> PreluKernels.forward(spec, resources))
        .add(PreluGradientSpec.class, spec -> PreluKernels.gradient(spec.forward(), resources))
        .add(LocalResponseNormSpec.class, spec -> LocalResponseNormKernels.forward(spec, resources))
        .add(
            LocalResponseNormGradientSpec.class,
            spec -> LocalResponseNormKernels.gradient(spec.forward(), resources))
        .add(ActivationSpec.class, spec -> ElementwiseKernels.activation(spec, resources))
        .add(
            ActivationGradientSpec.class,
            spec -> ElementwiseKernels.gradient(spec.forward(), resources))
        .add(AddSpec.class, spec -> ElementwiseKernels.add(resources))
        .add(MultiplySpec.class, spec -> ReorderedKernels.multiply(spec, resources))
        .add(
            MultiplyGradientSpec.class,
            spec -> ReorderedKernels.multiplyGradient(spec.forward(), resources))
        .add(CopySpec.class, spec -> MovementKernels.copy())
        .add(
            DropoutSpec.class,
            (spec, layer) -> ElementwiseKernels.dropout(spec.probability(), layer, resources))
        .add(DropoutGradientSpec.class, spec -> ElementwiseKernels.dropoutGradient(resources))
        .add(
            StochasticDepthSpec.class,
            (spec, layer) -> StochasticDepthKernels.forward(spec, layer, resources))
        .add(StochasticDepthGradientSpec.class, spec -> StochasticDepthKernels.gradient(resources))
        .add(PoolSpec.class, spec -> ReorderedKernels.pool(spec, resources))
        .add(
            PoolGradientSpec.class,
            spec -> ReorderedKernels.poolGradient(spec.forward(), resources))
        .add(FusedPoolSpec.class, spec -> ReorderedKernels.fusedPool(spec, resources))
        .add(
            FusedPoolGradientSpec.class,
            spec -> ReorderedKernels.fusedPoolGradient(spec.forward(), resources))
        .add(GlobalAveragePoolSpec.class, spec -> ReorderedKernels.globalAverage(spec, resources))
        .add(
            GlobalAveragePoolGradientSpec.class,
            spec -> ReorderedKernels.globalAverageGradient(spec, resources))
        .add(AdaptiveAveragePoolSpec.class, spec -> ResamplingKernels.adaptiveAverage(resources))
        .add(
            AdaptiveAveragePoolGradientSpec.class,
            spec -> ResamplingKernels.adaptiveAverageGradient(resources))
        .add(UpsampleSpec.class, spec -> ResamplingKernels.upsample(spec, resources))
        .add(
            UpsampleGradientSpec.class,
            spec -> ResamplingKernels.upsampleGradient(spec.forward(), resources))
        .add(ReorderSpec.class, spec -> ReorderedKernels.reorder(spec))
        .add(PadShortcutSpec.class, spec -> MovementKernels.padShortcut(spec))
        .add(
            PadShortcutGradientSpec.class,
            spec -> MovementKernels.padShortcutGradient(spec.forward()))
        .add(CropSpec.class, spec -> MovementKernels.crop(spec))
        .add(CropGradientSpec.class, spec -> MovementKernels.cropGradient(spec.forward()))
        .add(CustomSpec.class, CustomKernel::new)
        .add(CustomGradientSpec.class, spec -> new CustomGradientKernel(spec.forward()))
        .add(SliceGradientSpec.class, spec -> MovementKernels.sliceGradient(spec))
        .add(ChannelShuffleSpec.class, spec -> ShuffleKernels.channels(spec))
        .add(PixelShuffleSpec.class, spec -> ShuffleKernels.pixels(spec))
        .add(PixelShuffleGradientSpec.class, spec -> ShuffleKernels.pixelsGradient(spec.forward()))
        .add(GlobalMaxPoolSpec.class, spec -> GlobalMaxKernels.forward(resources))
        .add(GlobalMaxPoolGradientSpec.class, spec -> GlobalMaxKernels.gradient(resources))
        .add(SoftmaxSpec.class, spec -> TokenRows.of(SoftmaxKernels.forward(resources)))
        .add(SoftmaxGradientSpec.class, spec -> TokenRows.of(SoftmaxKernels.gradient(resources)))
        .add(TokensSpec.class, spec -> SequenceKernels.tokens())
        .add(PixelsSpec.class, spec -> SequenceKernels.pixels())
        .add(ClassTokenSpec.class, spec -> SequenceKernels.classToken(resources))
        .add(ClassTokenGradientSpec.class, spec -> SequenceKernels.classTokenGradient(resources))
        .add(PositionalEmbeddingSpec.class, spec -> SequenceKernels.positionalEmbedding(resources))
        .add(
            PositionalEmbeddingGradientSpec.class,
            spec -> SequenceKernels.positionalEmbeddingGradient(resources))
        .add(SelectTokenSpec.class, spec -> SequenceKernels.selectToken(spec))
        .add(
            SelectTokenGradientSpec.class,
            spec -> SequenceKernels.selectTokenGradient(spec.forward()))
        .add(AttentionSpec.class, spec -> AttentionKernels.forward(spec, resources))
        .add(
            AttentionGradientSpec.class,
            spec -> AttentionKernels.gradient(spec.forward(), resources))
        .add(TransferSpec.class, spec -> new ArrayTransfer())
        .add(SgdSpec.class, spec -> OptimizerKernels.sgd(spec, resources))
        .add(AdamSpec.class, spec -> OptimizerKernels.adam(spec, resources))
        .add(MovingAverageSpec.class, spec -> OptimizerKernels.movingAverage(resources))
        .add(ClipSpec.class, spec -> OptimizerKernels.clip(spec, resources));
  }

  @Override
  public <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer) {
    return table.prepare(spec, layer);
  }

  /** Makes what the kernels share undefined, in the test mode. */
  void poison() {
    resources.scratch.poison();
  }

  @Override
  public void close() {
    resources.close();
  }
}
