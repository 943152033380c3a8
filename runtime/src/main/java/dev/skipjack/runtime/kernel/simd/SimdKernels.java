package dev.skipjack.runtime.kernel.simd;

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
import dev.skipjack.runtime.kernel.PreparedParameters;
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

/** The kernels in Java; what is missing here falls to the portable provider. */
final class SimdKernels implements KernelFactory {
  /** What the maps of a prediction may take; larger batches go in pieces that are no slower. */
  private static final long PREDICTION_BYTES = 256 << 20;

  private final Workers workers;
  private final ConvolutionMethod wanted;

  /** Of one network, whose kernels run one after the other. */
  private final Scratch shared = new Scratch();

  /** Its own, unless told to share. */
  private PreparedParameters prepared = new PreparedParameters();

  private boolean isShared;

  /** So that the same kernel of two networks finds what was prepared for it. */
  private int foldedConvolutions;

  private boolean batchInvariant;

  SimdKernels(Workers workers) {
    this(workers, null);
  }

  /**
   * @param wanted how convolutions are computed, where they can be; null for the fastest
   */
  SimdKernels(Workers workers, ConvolutionMethod wanted) {
    this.workers = workers;
    this.wanted = wanted;
  }

  @Override
  public Optional<Convolution> convolution(ConvolutionSpec spec) {
    FusedConvolution fused =
        new FusedConvolutionKernel(
            new FusedConvolutionSpec(spec, null, false),
            wanted,
            () -> batchInvariant,
            workers,
            shared);
    return Optional.of(
        (x, weight, bias, out) ->
            fused.run(x, null, null, null, null, weight, bias, out, null, null));
  }

  @Override
  public Optional<ConvolutionGradient> convolutionGradient(ConvolutionSpec spec) {
    return Optional.of(
        FusedConvolutionGradientKernel.plain(
            new FusedConvolutionGradientKernel(
                new FusedConvolutionSpec(spec, null, false), false, wanted, workers, shared)));
  }

  @Override
  public Optional<FusedConvolution> fusedConvolution(FusedConvolutionSpec spec) {
    return Optional.of(
        new FusedConvolutionKernel(spec, wanted, () -> batchInvariant, workers, shared));
  }

  @Override
  public Optional<FusedConvolutionGradient> fusedConvolutionGradient(
      FusedConvolutionSpec spec, boolean accumulate) {
    return Optional.of(
        new FusedConvolutionGradientKernel(spec, accumulate, wanted, workers, shared));
  }

  @Override
  public Optional<FoldedConvolution> foldedConvolution(FoldedConvolutionSpec spec) {
    if (!ConvolutionAlgorithm.handles(
        spec.convolution(), new Layouts(spec.input(), spec.output()))) {
      return Optional.empty();
    }
    return Optional.of(
        new FoldedConvolutionKernel(
            spec, foldedConvolutions++, prepared, wanted, () -> batchInvariant, workers, shared));
  }

  @Override
  public Optional<Linear> linear(LinearSpec spec) {
    return Optional.of(new LinearKernel(spec, () -> batchInvariant, workers));
  }

  @Override
  public Optional<LinearGradient> linearGradient(LinearSpec spec) {
    return Optional.of(new LinearGradientKernel(spec, workers));
  }

  @Override
  public int imagesAtOnce(long bytesPerImage) {
    long images = PREDICTION_BYTES / Math.max(1, bytesPerImage);
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, images));
  }

  @Override
  public Optional<Statistics> statistics(int channels) {
    return Optional.of(new StatisticsKernel(channels, workers, shared));
  }

  @Override
  public Optional<RunningStatistics> runningStatistics(int channels, double momentum) {
    return Optional.of(new RunningStatisticsKernel(channels, momentum));
  }

  @Override
  public Optional<Normalize> normalize(NormalizeSpec spec) {
    return Optional.of(new NormalizeKernel(spec, workers));
  }

  @Override
  public Optional<NormalizeGradient> normalizeGradient(NormalizeSpec spec) {
    return Optional.of(new NormalizeGradientKernel(spec, workers, shared));
  }

  @Override
  public Optional<StatisticsGradient> statisticsGradient(int channels, boolean accumulate) {
    return Optional.of(new StatisticsGradientKernel(channels, accumulate, workers));
  }

  @Override
  public Optional<Activation> activation(ActivationSpec spec) {
    return Optional.of(new ActivationKernel(spec, workers));
  }

  @Override
  public Optional<ActivationGradient> activationGradient(ActivationSpec spec) {
    return Optional.of(new ActivationGradientKernel(spec, workers));
  }

  @Override
  public Optional<Pool> pool(PoolSpec spec) {
    return Optional.of(
        planar(spec) ? new PoolKernel(spec, workers) : new PoolBlocksKernel(spec, workers));
  }

  private static boolean planar(PoolSpec spec) {
    return spec.layout() == Layout.PLANES;
  }

  @Override
  public Optional<PoolGradient> poolGradient(PoolSpec spec) {
    if (!planar(spec)) {
      return Optional.empty();
    }
    return Optional.of(
        spec.kind() == PoolSpec.Kind.MAX
            ? new MaxPoolGradientKernel(spec, null, workers, shared)
            : new AveragePoolGradientKernel(spec, null, workers, shared));
  }

  @Override
  public Optional<FusedPool> fusedPool(FusedPoolSpec spec) {
    return Optional.of(
        planar(spec.pool()) ? new PoolKernel(spec, workers) : new PoolBlocksKernel(spec, workers));
  }

  @Override
  public Optional<FusedPoolGradient> fusedPoolGradient(FusedPoolSpec spec) {
    if (!planar(spec.pool())) {
      return Optional.empty();
    }
    return Optional.of(
        spec.pool().kind() == PoolSpec.Kind.MAX
            ? new MaxPoolGradientKernel(spec.pool(), spec.prologue(), workers, shared)
            : new AveragePoolGradientKernel(spec.pool(), spec.prologue(), workers, shared));
  }

  @Override
  public Optional<GlobalAveragePool> globalAveragePool(Layout input) {
    return Optional.of(
        input == Layout.PLANES
            ? new GlobalAveragePoolKernel(workers)
            : new GlobalAveragePoolBlocksKernel(workers));
  }

  @Override
  public Optional<Reorder> reorder(ReorderSpec spec) {
    return Optional.of(new ReorderKernel(spec.to(), workers));
  }

  @Override
  public Optional<GlobalAveragePoolGradient> globalAveragePoolGradient() {
    return Optional.of(new GlobalAveragePoolGradientKernel(workers));
  }

  @Override
  public Optional<Add> add() {
    return Optional.of(new AddKernel(workers));
  }

  @Override
  public Optional<Copy> copy() {
    return Optional.of(new CopyKernel(workers));
  }

  @Override
  public Optional<Dropout> dropout(double probability, LayerStream layer) {
    return Optional.of(new DropoutKernel(probability, layer, workers));
  }

  @Override
  public Optional<DropoutGradient> dropoutGradient() {
    return Optional.of(new DropoutGradientKernel(workers));
  }

  @Override
  public Optional<PadShortcut> padShortcut(PadShortcutSpec spec) {
    return Optional.of(new PadShortcutKernel(spec, workers));
  }

  @Override
  public Optional<PadShortcutGradient> padShortcutGradient(PadShortcutSpec spec) {
    return Optional.of(new PadShortcutGradientKernel(spec, workers));
  }

  @Override
  public Optional<ConvolutionTranspose> convolutionTranspose(ConvolutionTransposeSpec spec) {
    return Optional.of(new ConvolutionTransposeKernel(spec, workers, shared));
  }

  @Override
  public Optional<ConvolutionTransposeGradient> convolutionTransposeGradient(
      ConvolutionTransposeSpec spec) {
    ConvolutionSpec back = ConvolutionTransposeKernel.back(spec);
    return Optional.of(
        new ConvolutionTransposeGradientKernel(
            convolution(back).orElseThrow(),
            convolutionGradient(back).orElseThrow(),
            spec.outChannels(),
            workers));
  }

  @Override
  public Optional<Upsample> upsample(UpsampleSpec spec) {
    return Optional.of(new ResamplingKernel(resize(spec), workers)::run);
  }

  @Override
  public Optional<UpsampleGradient> upsampleGradient(UpsampleSpec spec) {
    return Optional.of(gradient(resize(spec))::run);
  }

  @Override
  public Optional<Crop> crop(CropSpec spec) {
    return Optional.of(new CropKernel(spec, workers));
  }

  @Override
  public Optional<CropGradient> cropGradient(CropSpec spec) {
    return Optional.of(new CropGradientKernel(spec, workers));
  }

  @Override
  public Optional<AdaptiveAveragePool> adaptiveAveragePool() {
    return Optional.of(new ResamplingKernel(AxisMixture::average, workers)::run);
  }

  @Override
  public Optional<AdaptiveAveragePoolGradient> adaptiveAveragePoolGradient() {
    return Optional.of(gradient(AxisMixture::average)::run);
  }

  @Override
  public Optional<LocalResponseNorm> localResponseNorm(LocalResponseNormSpec spec) {
    return ResponseNormTask.handles(spec)
        ? Optional.of(new LocalResponseNormKernel(spec, workers))
        : Optional.empty();
  }

  @Override
  public Optional<LocalResponseNormGradient> localResponseNormGradient(LocalResponseNormSpec spec) {
    return ResponseNormTask.handles(spec)
        ? Optional.of(new LocalResponseNormGradientKernel(spec, workers))
        : Optional.empty();
  }

  @Override
  public Optional<StochasticDepth> stochasticDepth(StochasticDepthSpec spec, LayerStream layer) {
    return Optional.of(new StochasticDepthKernel(spec, layer, workers));
  }

  @Override
  public Optional<StochasticDepthGradient> stochasticDepthGradient() {
    return Optional.of(new StochasticDepthGradientKernel(workers));
  }

  private static AxisMixture.Factory resize(UpsampleSpec spec) {
    return (in, out) -> AxisMixture.resize(spec.mode(), in, out);
  }

  private ResamplingKernel gradient(AxisMixture.Factory mixture) {
    return new ResamplingKernel((in, out) -> mixture.of(out, in).transposed(), workers);
  }

  @Override
  public Optional<SgdStep> sgdStep(SgdSpec spec) {
    return Optional.of(new SgdStepKernel(spec, workers));
  }

  @Override
  public Optional<AdamStep> adamStep(AdamSpec spec) {
    return Optional.of(new AdamStepKernel(spec, workers));
  }

  @Override
  public Optional<MovingAverage> movingAverage() {
    return Optional.of(new MovingAverageKernel(workers));
  }

  @Override
  public Optional<Clip> clip(ClipSpec spec) {
    return Optional.of(
        spec.kind() == ClipSpec.Kind.VALUE
            ? new ClipByValueKernel(spec.limit(), workers, shared)
            : new ClipByNormKernel(spec.limit(), workers, shared));
  }

  /** Makes what the kernels of this network share undefined, in the test mode. */
  void poison() {
    shared.poison();
  }

  @Override
  public void prepareIn(PreparedParameters parameters) {
    prepared = parameters;
    isShared = true;
  }

  /** All other kernels compute each image alone. */
  @Override
  public boolean batchInvariant(boolean wanted) {
    batchInvariant = wanted;
    return true;
  }

  @Override
  public void parametersChanged() {
    if (!isShared) {
      prepared.changed();
    }
  }
}
