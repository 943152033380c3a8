package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;

/**
 * Prepares kernels, one method for each. An empty answer means "not this one, ask the next
 * provider" and is decided here, never while a network runs.
 */
public interface KernelFactory {
  default Optional<Convolution> convolution(ConvolutionSpec spec) {
    return Optional.empty();
  }

  default Optional<ConvolutionGradient> convolutionGradient(ConvolutionSpec spec) {
    return Optional.empty();
  }

  default Optional<FusedConvolution> fusedConvolution(FusedConvolutionSpec spec) {
    return Optional.empty();
  }

  /**
   * @param accumulate whether it adds to the gradients of the input and its statistics
   */
  default Optional<FusedConvolutionGradient> fusedConvolutionGradient(
      FusedConvolutionSpec spec, boolean accumulate) {
    return Optional.empty();
  }

  default Optional<FoldedConvolution> foldedConvolution(FoldedConvolutionSpec spec) {
    return Optional.empty();
  }

  default Optional<Linear> linear(LinearSpec spec) {
    return Optional.empty();
  }

  default Optional<LinearGradient> linearGradient(LinearSpec spec) {
    return Optional.empty();
  }

  default Optional<Statistics> statistics(int channels) {
    return Optional.empty();
  }

  default Optional<RunningStatistics> runningStatistics(int channels, double momentum) {
    return Optional.empty();
  }

  default Optional<Normalize> normalize(NormalizeSpec spec) {
    return Optional.empty();
  }

  default Optional<NormalizeGradient> normalizeGradient(NormalizeSpec spec) {
    return Optional.empty();
  }

  /**
   * @param accumulate whether it adds to the gradient that is there
   */
  default Optional<StatisticsGradient> statisticsGradient(int channels, boolean accumulate) {
    return Optional.empty();
  }

  default Optional<Activation> activation(ActivationSpec spec) {
    return Optional.empty();
  }

  default Optional<ActivationGradient> activationGradient(ActivationSpec spec) {
    return Optional.empty();
  }

  default Optional<Pool> pool(PoolSpec spec) {
    return Optional.empty();
  }

  default Optional<PoolGradient> poolGradient(PoolSpec spec) {
    return Optional.empty();
  }

  default Optional<FusedPool> fusedPool(FusedPoolSpec spec) {
    return Optional.empty();
  }

  default Optional<FusedPoolGradient> fusedPoolGradient(FusedPoolSpec spec) {
    return Optional.empty();
  }

  /**
   * @param input how its input lies; its output of one pixel is the same in every layout
   */
  default Optional<GlobalAveragePool> globalAveragePool(Layout input) {
    return Optional.empty();
  }

  default Optional<GlobalAveragePoolGradient> globalAveragePoolGradient() {
    return Optional.empty();
  }

  default Optional<Add> add() {
    return Optional.empty();
  }

  default Optional<Copy> copy() {
    return Optional.empty();
  }

  default Optional<Reorder> reorder(ReorderSpec spec) {
    return Optional.empty();
  }

  default Optional<Dropout> dropout(double probability, LayerStream layer) {
    return Optional.empty();
  }

  default Optional<DropoutGradient> dropoutGradient() {
    return Optional.empty();
  }

  default Optional<PadShortcut> padShortcut(PadShortcutSpec spec) {
    return Optional.empty();
  }

  default Optional<PadShortcutGradient> padShortcutGradient(PadShortcutSpec spec) {
    return Optional.empty();
  }

  default Optional<ConvolutionTranspose> convolutionTranspose(ConvolutionTransposeSpec spec) {
    return Optional.empty();
  }

  default Optional<ConvolutionTransposeGradient> convolutionTransposeGradient(
      ConvolutionTransposeSpec spec) {
    return Optional.empty();
  }

  default Optional<Upsample> upsample(UpsampleSpec spec) {
    return Optional.empty();
  }

  default Optional<UpsampleGradient> upsampleGradient(UpsampleSpec spec) {
    return Optional.empty();
  }

  default Optional<Crop> crop(CropSpec spec) {
    return Optional.empty();
  }

  default Optional<CropGradient> cropGradient(CropSpec spec) {
    return Optional.empty();
  }

  default Optional<AdaptiveAveragePool> adaptiveAveragePool() {
    return Optional.empty();
  }

  default Optional<AdaptiveAveragePoolGradient> adaptiveAveragePoolGradient() {
    return Optional.empty();
  }

  default Optional<LocalResponseNorm> localResponseNorm(LocalResponseNormSpec spec) {
    return Optional.empty();
  }

  default Optional<LocalResponseNormGradient> localResponseNormGradient(
      LocalResponseNormSpec spec) {
    return Optional.empty();
  }

  default Optional<StochasticDepth> stochasticDepth(StochasticDepthSpec spec, LayerStream layer) {
    return Optional.empty();
  }

  default Optional<StochasticDepthGradient> stochasticDepthGradient() {
    return Optional.empty();
  }

  default Optional<SgdStep> sgdStep(SgdSpec spec) {
    return Optional.empty();
  }

  default Optional<AdamStep> adamStep(AdamSpec spec) {
    return Optional.empty();
  }

  default Optional<MovingAverage> movingAverage() {
    return Optional.empty();
  }

  default Optional<Clip> clip(ClipSpec spec) {
    return Optional.empty();
  }

  /**
   * How many images a prediction runs at once, so that what lies between its layers takes little
   * memory; the others follow.
   *
   * @param bytesPerImage planned memory of one image
   * @return at least 1; as many as there are by default
   */
  default int imagesAtOnce(long bytesPerImage) {
    return Integer.MAX_VALUE;
  }

  /**
   * Asks for kernels whose results for an image are the same, to the last bit, as if it were alone,
   * whatever the other images of the batch; or ends that.
   *
   * @return whether they are so then; else images have to be predicted one at a time
   */
  default boolean batchInvariant(boolean wanted) {
    return false;
  }

  /**
   * Says where what kernels of inference prepare from parameters lies, for all networks that share
   * these; before the first kernel is made. Without it a factory keeps its own.
   */
  default void prepareIn(PreparedParameters shared) {}

  /**
   * Tells kernels of inference, which prepare parameters once, that these have changed. What lies
   * in {@link PreparedParameters} that are shared is forgotten already.
   */
  default void parametersChanged() {}

  /** Frees what the kernels hold; none may run afterwards. */
  default void close() {}
}
