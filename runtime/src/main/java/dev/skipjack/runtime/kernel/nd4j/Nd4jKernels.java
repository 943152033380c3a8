package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Activation;
import dev.skipjack.runtime.kernel.ActivationGradient;
import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.kernel.AdamSpec;
import dev.skipjack.runtime.kernel.AdamStep;
import dev.skipjack.runtime.kernel.AdaptiveAveragePool;
import dev.skipjack.runtime.kernel.AdaptiveAveragePoolGradient;
import dev.skipjack.runtime.kernel.Add;
import dev.skipjack.runtime.kernel.Clip;
import dev.skipjack.runtime.kernel.ClipSpec;
import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.ConvolutionTranspose;
import dev.skipjack.runtime.kernel.ConvolutionTransposeGradient;
import dev.skipjack.runtime.kernel.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.Copy;
import dev.skipjack.runtime.kernel.Crop;
import dev.skipjack.runtime.kernel.CropGradient;
import dev.skipjack.runtime.kernel.CropSpec;
import dev.skipjack.runtime.kernel.Dropout;
import dev.skipjack.runtime.kernel.DropoutGradient;
import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolution;
import dev.skipjack.runtime.kernel.FusedConvolutionGradient;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedPool;
import dev.skipjack.runtime.kernel.FusedPoolGradient;
import dev.skipjack.runtime.kernel.FusedPoolSpec;
import dev.skipjack.runtime.kernel.GlobalAveragePool;
import dev.skipjack.runtime.kernel.GlobalAveragePoolGradient;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Linear;
import dev.skipjack.runtime.kernel.LinearGradient;
import dev.skipjack.runtime.kernel.LinearSpec;
import dev.skipjack.runtime.kernel.LocalResponseNorm;
import dev.skipjack.runtime.kernel.LocalResponseNormGradient;
import dev.skipjack.runtime.kernel.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.MovingAverage;
import dev.skipjack.runtime.kernel.Normalize;
import dev.skipjack.runtime.kernel.NormalizeGradient;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import dev.skipjack.runtime.kernel.PadShortcut;
import dev.skipjack.runtime.kernel.PadShortcutGradient;
import dev.skipjack.runtime.kernel.PadShortcutSpec;
import dev.skipjack.runtime.kernel.Pool;
import dev.skipjack.runtime.kernel.PoolGradient;
import dev.skipjack.runtime.kernel.PoolSpec;
import dev.skipjack.runtime.kernel.Reorder;
import dev.skipjack.runtime.kernel.ReorderSpec;
import dev.skipjack.runtime.kernel.RunningStatistics;
import dev.skipjack.runtime.kernel.SgdSpec;
import dev.skipjack.runtime.kernel.SgdStep;
import dev.skipjack.runtime.kernel.Statistics;
import dev.skipjack.runtime.kernel.StatisticsGradient;
import dev.skipjack.runtime.kernel.StochasticDepth;
import dev.skipjack.runtime.kernel.StochasticDepthGradient;
import dev.skipjack.runtime.kernel.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.Upsample;
import dev.skipjack.runtime.kernel.UpsampleGradient;
import dev.skipjack.runtime.kernel.UpsampleSpec;
import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Every kernel of the language. */
final class Nd4jKernels implements KernelFactory {
  private final Resources resources;

  Nd4jKernels(DataType type) {
    this.resources = new Resources(type);
  }

  @Override
  public Optional<Convolution> convolution(ConvolutionSpec spec) {
    return Optional.of(new ConvolutionKernel(spec, resources));
  }

  @Override
  public Optional<ConvolutionGradient> convolutionGradient(ConvolutionSpec spec) {
    return Optional.of(ConvolutionGradientKernel.of(spec, resources));
  }

  @Override
  public Optional<FusedConvolution> fusedConvolution(FusedConvolutionSpec spec) {
    return Optional.of(new FusedConvolutionKernel(spec, resources));
  }

  @Override
  public Optional<FusedConvolutionGradient> fusedConvolutionGradient(
      FusedConvolutionSpec spec, boolean accumulate) {
    return Optional.of(new FusedConvolutionGradientKernel(spec, accumulate, resources));
  }

  @Override
  public Optional<FoldedConvolution> foldedConvolution(FoldedConvolutionSpec spec) {
    return Optional.of(ReorderedKernels.foldedConvolution(spec, resources));
  }

  @Override
  public Optional<Linear> linear(LinearSpec spec) {
    return Optional.of(LinearKernels.linear(spec, resources));
  }

  @Override
  public Optional<LinearGradient> linearGradient(LinearSpec spec) {
    return Optional.of(LinearKernels.gradient(resources));
  }

  @Override
  public Optional<Statistics> statistics(int channels) {
    return Optional.of(NormalizationKernels.statistics(channels, resources));
  }

  @Override
  public Optional<RunningStatistics> runningStatistics(int channels, double momentum) {
    return Optional.of(NormalizationKernels.running(channels, momentum, resources));
  }

  @Override
  public Optional<Normalize> normalize(NormalizeSpec spec) {
    return Optional.of(NormalizationKernels.normalize(spec, resources));
  }

  @Override
  public Optional<NormalizeGradient> normalizeGradient(NormalizeSpec spec) {
    return Optional.of(NormalizationKernels.gradient(spec, resources));
  }

  @Override
  public Optional<StatisticsGradient> statisticsGradient(int channels, boolean accumulate) {
    return Optional.of(NormalizationKernels.statisticsGradient(channels, accumulate, resources));
  }

  @Override
  public Optional<Activation> activation(ActivationSpec spec) {
    return Optional.of(ElementwiseKernels.activation(spec, resources));
  }

  @Override
  public Optional<ActivationGradient> activationGradient(ActivationSpec spec) {
    return Optional.of(ElementwiseKernels.gradient(spec, resources));
  }

  @Override
  public Optional<Pool> pool(PoolSpec spec) {
    return Optional.of(ReorderedKernels.pool(spec, resources));
  }

  @Override
  public Optional<PoolGradient> poolGradient(PoolSpec spec) {
    return spec.layout() == Layout.PLANES
        ? Optional.of(PoolingKernels.gradient(spec, resources))
        : Optional.empty();
  }

  @Override
  public Optional<FusedPool> fusedPool(FusedPoolSpec spec) {
    return Optional.of(ReorderedKernels.fusedPool(spec, resources));
  }

  @Override
  public Optional<FusedPoolGradient> fusedPoolGradient(FusedPoolSpec spec) {
    return spec.pool().layout() == Layout.PLANES
        ? Optional.of(FusedPoolKernels.gradient(spec, resources))
        : Optional.empty();
  }

  @Override
  public Optional<GlobalAveragePool> globalAveragePool(Layout input) {
    return Optional.of(ReorderedKernels.globalAverage(input, resources));
  }

  @Override
  public Optional<GlobalAveragePoolGradient> globalAveragePoolGradient() {
    return Optional.of(PoolingKernels.globalAverageGradient(resources));
  }

  @Override
  public Optional<Add> add() {
    return Optional.of(ElementwiseKernels.add(resources));
  }

  @Override
  public Optional<Copy> copy() {
    return Optional.of(MovementKernels.copy());
  }

  @Override
  public Optional<Reorder> reorder(ReorderSpec spec) {
    return Optional.of(ReorderedKernels.reorder(spec));
  }

  @Override
  public Optional<Dropout> dropout(double probability, LayerStream layer) {
    return Optional.of(ElementwiseKernels.dropout(probability, layer, resources));
  }

  @Override
  public Optional<DropoutGradient> dropoutGradient() {
    return Optional.of(ElementwiseKernels.dropoutGradient(resources));
  }

  @Override
  public Optional<PadShortcut> padShortcut(PadShortcutSpec spec) {
    return Optional.of(MovementKernels.padShortcut(spec));
  }

  @Override
  public Optional<PadShortcutGradient> padShortcutGradient(PadShortcutSpec spec) {
    return Optional.of(MovementKernels.padShortcutGradient(spec));
  }

  @Override
  public Optional<ConvolutionTranspose> convolutionTranspose(ConvolutionTransposeSpec spec) {
    return Optional.of(ConvolutionTransposeKernels.forward(spec, resources));
  }

  @Override
  public Optional<ConvolutionTransposeGradient> convolutionTransposeGradient(
      ConvolutionTransposeSpec spec) {
    return Optional.of(ConvolutionTransposeKernels.gradient(spec, resources));
  }

  @Override
  public Optional<Upsample> upsample(UpsampleSpec spec) {
    return Optional.of(ResamplingKernels.upsample(spec, resources));
  }

  @Override
  public Optional<UpsampleGradient> upsampleGradient(UpsampleSpec spec) {
    return Optional.of(ResamplingKernels.upsampleGradient(spec, resources));
  }

  @Override
  public Optional<Crop> crop(CropSpec spec) {
    return Optional.of(MovementKernels.crop(spec));
  }

  @Override
  public Optional<CropGradient> cropGradient(CropSpec spec) {
    return Optional.of(MovementKernels.cropGradient(spec));
  }

  @Override
  public Optional<AdaptiveAveragePool> adaptiveAveragePool() {
    return Optional.of(ResamplingKernels.adaptiveAverage(resources));
  }

  @Override
  public Optional<AdaptiveAveragePoolGradient> adaptiveAveragePoolGradient() {
    return Optional.of(ResamplingKernels.adaptiveAverageGradient(resources));
  }

  @Override
  public Optional<LocalResponseNorm> localResponseNorm(LocalResponseNormSpec spec) {
    return Optional.of(LocalResponseNormKernels.forward(spec, resources));
  }

  @Override
  public Optional<LocalResponseNormGradient> localResponseNormGradient(LocalResponseNormSpec spec) {
    return Optional.of(LocalResponseNormKernels.gradient(spec, resources));
  }

  @Override
  public Optional<StochasticDepth> stochasticDepth(StochasticDepthSpec spec, LayerStream layer) {
    return Optional.of(StochasticDepthKernels.forward(spec, layer, resources));
  }

  @Override
  public Optional<StochasticDepthGradient> stochasticDepthGradient() {
    return Optional.of(StochasticDepthKernels.gradient(resources));
  }

  @Override
  public Optional<SgdStep> sgdStep(SgdSpec spec) {
    return Optional.of(OptimizerKernels.sgd(spec, resources));
  }

  @Override
  public Optional<AdamStep> adamStep(AdamSpec spec) {
    return Optional.of(OptimizerKernels.adam(spec, resources));
  }

  @Override
  public Optional<MovingAverage> movingAverage() {
    return Optional.of(OptimizerKernels.movingAverage(resources));
  }

  @Override
  public Optional<Clip> clip(ClipSpec spec) {
    return Optional.of(OptimizerKernels.clip(spec, resources));
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
