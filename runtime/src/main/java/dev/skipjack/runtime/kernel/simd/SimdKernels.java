package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelSpec;
import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.Tensor;
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
import dev.skipjack.runtime.kernel.optimizer.Clip;
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
import dev.skipjack.runtime.kernel.simd.activation.ActivationGradientKernel;
import dev.skipjack.runtime.kernel.simd.activation.ActivationKernel;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.convolution.AlgorithmChoice;
import dev.skipjack.runtime.kernel.simd.convolution.ConvolutionTransposeGradientKernel;
import dev.skipjack.runtime.kernel.simd.convolution.ConvolutionTransposeKernel;
import dev.skipjack.runtime.kernel.simd.convolution.FoldedConvolutionKernel;
import dev.skipjack.runtime.kernel.simd.convolution.FusedConvolutionGradientKernel;
import dev.skipjack.runtime.kernel.simd.convolution.FusedConvolutionKernel;
import dev.skipjack.runtime.kernel.simd.convolution.SeparableConvolutionKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.AddKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.ChannelScaleGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.DropoutGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.DropoutKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.LayerScaleGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.LayerScaleKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.MultiplyBlocksKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.MultiplyGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.MultiplyKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.PixelScaleGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.PreluGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.PreluKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.StochasticDepthGradientKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.StochasticDepthKernel;
import dev.skipjack.runtime.kernel.simd.linear.LinearGradientKernel;
import dev.skipjack.runtime.kernel.simd.linear.LinearKernel;
import dev.skipjack.runtime.kernel.simd.maps.HeapMemory;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.movement.ChannelShuffleKernel;
import dev.skipjack.runtime.kernel.simd.movement.CopyKernel;
import dev.skipjack.runtime.kernel.simd.movement.CropGradientKernel;
import dev.skipjack.runtime.kernel.simd.movement.CropKernel;
import dev.skipjack.runtime.kernel.simd.movement.PadShortcutGradientKernel;
import dev.skipjack.runtime.kernel.simd.movement.PadShortcutKernel;
import dev.skipjack.runtime.kernel.simd.movement.PixelShuffleGradientKernel;
import dev.skipjack.runtime.kernel.simd.movement.PixelShuffleKernel;
import dev.skipjack.runtime.kernel.simd.movement.ReorderKernel;
import dev.skipjack.runtime.kernel.simd.movement.SliceGradientKernel;
import dev.skipjack.runtime.kernel.simd.movement.TransferKernel;
import dev.skipjack.runtime.kernel.simd.norm.GroupNormGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.GroupNormKernel;
import dev.skipjack.runtime.kernel.simd.norm.LayerNormBlocksKernel;
import dev.skipjack.runtime.kernel.simd.norm.LayerNormGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.LayerNormKernel;
import dev.skipjack.runtime.kernel.simd.norm.LocalResponseNormGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.LocalResponseNormKernel;
import dev.skipjack.runtime.kernel.simd.norm.NormalizeGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.NormalizeKernel;
import dev.skipjack.runtime.kernel.simd.norm.ResponseNormTask;
import dev.skipjack.runtime.kernel.simd.norm.RowSoftmaxGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.RowSoftmaxKernel;
import dev.skipjack.runtime.kernel.simd.norm.RunningStatisticsKernel;
import dev.skipjack.runtime.kernel.simd.norm.SoftmaxGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.SoftmaxKernel;
import dev.skipjack.runtime.kernel.simd.norm.StatisticsGradientKernel;
import dev.skipjack.runtime.kernel.simd.norm.StatisticsKernel;
import dev.skipjack.runtime.kernel.simd.optimizer.AdamStepKernel;
import dev.skipjack.runtime.kernel.simd.optimizer.ClipByNormKernel;
import dev.skipjack.runtime.kernel.simd.optimizer.ClipByValueKernel;
import dev.skipjack.runtime.kernel.simd.optimizer.MovingAverageKernel;
import dev.skipjack.runtime.kernel.simd.optimizer.SgdStepKernel;
import dev.skipjack.runtime.kernel.simd.pool.AveragePoolGradientKernel;
import dev.skipjack.runtime.kernel.simd.pool.AxisMixture;
import dev.skipjack.runtime.kernel.simd.pool.GlobalAveragePoolBlocksKernel;
import dev.skipjack.runtime.kernel.simd.pool.GlobalAveragePoolGradientKernel;
import dev.skipjack.runtime.kernel.simd.pool.GlobalAveragePoolKernel;
import dev.skipjack.runtime.kernel.simd.pool.GlobalMaxPoolGradientKernel;
import dev.skipjack.runtime.kernel.simd.pool.GlobalMaxPoolKernel;
import dev.skipjack.runtime.kernel.simd.pool.MaxPoolGradientKernel;
import dev.skipjack.runtime.kernel.simd.pool.PoolBlocksKernel;
import dev.skipjack.runtime.kernel.simd.pool.PoolKernel;
import dev.skipjack.runtime.kernel.simd.pool.ResamplingKernel;
import dev.skipjack.runtime.kernel.simd.product.PackedMatrix;
import dev.skipjack.runtime.kernel.simd.sequence.AttentionGradientKernel;
import dev.skipjack.runtime.kernel.simd.sequence.AttentionKernel;
import dev.skipjack.runtime.kernel.simd.sequence.ClassTokenGradientKernel;
import dev.skipjack.runtime.kernel.simd.sequence.ClassTokenKernel;
import dev.skipjack.runtime.kernel.simd.sequence.PositionalEmbeddingGradientKernel;
import dev.skipjack.runtime.kernel.simd.sequence.PositionalEmbeddingKernel;
import dev.skipjack.runtime.kernel.simd.sequence.SelectTokenGradientKernel;
import dev.skipjack.runtime.kernel.simd.sequence.SelectTokenKernel;
import dev.skipjack.runtime.kernel.simd.sequence.TokenLinearGradientKernel;
import dev.skipjack.runtime.kernel.simd.sequence.TokenLinearKernel;
import dev.skipjack.runtime.kernel.simd.sequence.TokensKernel;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** The kernels in Java; what is missing here falls to the portable provider. */
final class SimdKernels implements KernelFactory {
  /**
   * What the maps of a prediction may take where {@link #CACHED_BYTES} do not hold two images;
   * larger batches go in pieces that are no slower.
   */
  private static final long PREDICTION_BYTES = 256 << 20;

  /** Maps that stay in a shared cache from layer to layer, beside weights and scratch. */
  private static final long CACHED_BYTES = 16 << 20;

  private final Workers workers;
  private final ConvolutionMethod wanted;
  private final KernelTable table;

  /** Of one network, whose kernels run one after the other. */
  private final Scratch shared = new Scratch();

  /** Its own, unless told to share. */
  private PreparedParameters prepared = new PreparedParameters();

  private boolean isShared;

  /** So that the same kernel of two networks finds what was prepared for it. */
  private int foldedConvolutions;

  private int linears;

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
    this.table = table();
  }

  private KernelTable table() {
    return new KernelTable()
        .add(ConvolutionSpec.class, spec -> convolution(alone(spec)))
        .add(ConvolutionGradientSpec.class, spec -> gradient(alone(spec.forward()), false))
        .add(FusedConvolutionSpec.class, this::convolution)
        .add(
            FusedConvolutionGradientSpec.class, spec -> gradient(spec.forward(), spec.accumulate()))
        .add(FoldedConvolutionSpec.class, this::foldedConvolution)
        .add(SeparableConvolutionSpec.class, this::separableConvolution)
        .add(
            ConvolutionTransposeSpec.class,
            spec -> new ConvolutionTransposeKernel(spec, workers, shared))
        .add(ConvolutionTransposeGradientSpec.class, spec -> transposeGradient(spec.forward()))
        .add(LinearSpec.class, this::linear)
        .add(LinearGradientSpec.class, spec -> linearGradient(spec.forward()))
        .add(
            StatisticsSpec.class,
            spec -> operands -> new StatisticsKernel(spec.channels(), operands, workers, shared))
        .add(
            StatisticsGradientSpec.class,
            spec -> operands -> new StatisticsGradientKernel(spec, operands, workers))
        .add(
            RunningStatisticsSpec.class,
            spec -> operands -> new RunningStatisticsKernel(spec, operands))
        .add(NormalizeSpec.class, spec -> operands -> new NormalizeKernel(spec, operands, workers))
        .add(
            NormalizeGradientSpec.class,
            spec ->
                operands -> new NormalizeGradientKernel(spec.forward(), operands, workers, shared))
        .add(
            GroupNormSpec.class,
            spec ->
                operands -> new GroupNormKernel(spec.groups(), spec.epsilon(), operands, workers))
        .add(GroupNormGradientSpec.class, spec -> groupNormGradient(spec.forward()))
        .add(LayerNormSpec.class, this::layerNorm)
        .add(LayerNormGradientSpec.class, spec -> TokenRows.of(layerNormGradient(spec.forward())))
        .add(
            LayerScaleSpec.class,
            spec -> operands -> new LayerScaleKernel(spec.channels(), operands, workers))
        .add(
            LayerScaleGradientSpec.class,
            spec ->
                operands ->
                    new LayerScaleGradientKernel(
                        spec.forward().channels(), operands, workers, shared))
        .add(PreluSpec.class, spec -> operands -> new PreluKernel(spec, operands, workers))
        .add(
            PreluGradientSpec.class,
            spec -> operands -> new PreluGradientKernel(spec.forward(), operands, workers, shared))
        .add(LocalResponseNormSpec.class, this::responseNorm)
        .add(LocalResponseNormGradientSpec.class, this::responseNormGradient)
        .add(
            ActivationSpec.class, spec -> operands -> new ActivationKernel(spec, operands, workers))
        .add(
            ActivationGradientSpec.class,
            spec -> operands -> new ActivationGradientKernel(spec.forward(), operands, workers))
        .add(AddSpec.class, spec -> operands -> new AddKernel(operands, workers))
        .add(MultiplySpec.class, this::multiply)
        .add(MultiplyGradientSpec.class, this::multiplyGradient)
        .add(CopySpec.class, spec -> operands -> new CopyKernel(operands, workers))
        .add(
            DropoutSpec.class,
            (spec, layer) ->
                operands -> new DropoutKernel(spec.probability(), layer, operands, workers))
        .add(
            DropoutGradientSpec.class,
            spec -> operands -> new DropoutGradientKernel(operands, workers))
        .add(
            StochasticDepthSpec.class,
            (spec, layer) -> operands -> new StochasticDepthKernel(spec, layer, operands, workers))
        .add(
            StochasticDepthGradientSpec.class,
            spec -> operands -> new StochasticDepthGradientKernel(operands, workers))
        .add(PoolSpec.class, this::pool)
        .add(PoolGradientSpec.class, spec -> poolGradient(spec.forward(), null))
        .add(FusedPoolSpec.class, this::fusedPool)
        .add(
            FusedPoolGradientSpec.class,
            spec -> poolGradient(spec.forward().pool(), spec.forward().prologue()))
        .add(GlobalAveragePoolSpec.class, this::globalAverage)
        .add(
            GlobalAveragePoolGradientSpec.class,
            spec -> operands -> new GlobalAveragePoolGradientKernel(operands, workers))
        .add(AdaptiveAveragePoolSpec.class, spec -> resampling(AxisMixture::average))
        .add(AdaptiveAveragePoolGradientSpec.class, spec -> back(AxisMixture::average))
        .add(UpsampleSpec.class, spec -> resampling(resize(spec)))
        .add(UpsampleGradientSpec.class, spec -> back(resize(spec.forward())))
        .add(
            PadShortcutSpec.class,
            spec -> operands -> new PadShortcutKernel(spec, operands, workers))
        .add(
            PadShortcutGradientSpec.class,
            spec -> operands -> new PadShortcutGradientKernel(spec.forward(), operands, workers))
        .add(CustomSpec.class, CustomKernel::new)
        .add(CustomGradientSpec.class, spec -> new CustomGradientKernel(spec.forward()))
        .add(CropSpec.class, spec -> operands -> new CropKernel(spec, operands, workers))
        .add(
            CropGradientSpec.class,
            spec -> operands -> new CropGradientKernel(spec.forward(), operands, workers))
        .add(ReorderSpec.class, spec -> operands -> new ReorderKernel(spec, operands, workers))
        .add(
            SliceGradientSpec.class,
            spec -> operands -> new SliceGradientKernel(spec, operands, workers))
        .add(
            ChannelShuffleSpec.class,
            spec -> operands -> new ChannelShuffleKernel(spec, operands, workers))
        .add(
            PixelShuffleSpec.class,
            spec -> operands -> new PixelShuffleKernel(spec, operands, workers))
        .add(
            PixelShuffleGradientSpec.class,
            spec -> operands -> new PixelShuffleGradientKernel(spec.forward(), operands, workers))
        .add(
            GlobalMaxPoolSpec.class, spec -> operands -> new GlobalMaxPoolKernel(operands, workers))
        .add(
            GlobalMaxPoolGradientSpec.class,
            spec -> operands -> new GlobalMaxPoolGradientKernel(operands, workers))
        .add(SoftmaxSpec.class, spec -> TokenRows.of(this::softmax))
        .add(SoftmaxGradientSpec.class, spec -> TokenRows.of(this::softmaxGradient))
        .add(
            TokensSpec.class,
            spec -> operands -> new TokensKernel(operands, INPUT, OUTPUT, false, workers))
        .add(
            PixelsSpec.class,
            spec -> operands -> new TokensKernel(operands, OUTPUT, INPUT, true, workers))
        .add(ClassTokenSpec.class, spec -> operands -> new ClassTokenKernel(operands, workers))
        .add(
            ClassTokenGradientSpec.class,
            spec -> operands -> new ClassTokenGradientKernel(operands, workers))
        .add(
            PositionalEmbeddingSpec.class,
            spec -> operands -> new PositionalEmbeddingKernel(operands, workers))
        .add(
            PositionalEmbeddingGradientSpec.class,
            spec -> operands -> new PositionalEmbeddingGradientKernel(operands, workers))
        .add(
            SelectTokenSpec.class,
            spec -> operands -> new SelectTokenKernel(spec.index(), operands, workers))
        .add(
            SelectTokenGradientSpec.class,
            spec ->
                operands ->
                    new SelectTokenGradientKernel(spec.forward().index(), operands, workers))
        .add(AttentionSpec.class, spec -> operands -> new AttentionKernel(spec, operands, workers))
        .add(
            AttentionGradientSpec.class,
            spec ->
                operands -> new AttentionGradientKernel(spec.forward(), operands, workers, shared))
        .add(TransferSpec.class, spec -> new TransferKernel(workers))
        .add(SgdSpec.class, spec -> new SgdStepKernel(spec, workers))
        .add(AdamSpec.class, spec -> new AdamStepKernel(spec, workers))
        .add(MovingAverageSpec.class, spec -> new MovingAverageKernel(workers))
        .add(ClipSpec.class, this::clip);
  }

  @Override
  public <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer) {
    return table.prepare(spec, layer);
  }

  private boolean asForOne() {
    return batchInvariant;
  }

  /** What nothing was fused to. */
  private static FusedConvolutionSpec alone(ConvolutionSpec spec) {
    return new FusedConvolutionSpec(spec, null, false);
  }

  private Kernel convolution(FusedConvolutionSpec spec) {
    if (!spec.convolution().strides().isSquare()) {
      return null;
    }
    return new FusedConvolutionKernel(spec, wanted, this::asForOne, workers, shared);
  }

  private Kernel gradient(FusedConvolutionSpec spec, boolean accumulate) {
    if (!spec.convolution().strides().isSquare()) {
      return null;
    }
    return new FusedConvolutionGradientKernel(spec, accumulate, wanted, workers, shared);
  }

  private Kernel foldedConvolution(FoldedConvolutionSpec spec) {
    if (!AlgorithmChoice.handles(spec.convolution(), new Layouts(spec.input(), spec.output()))) {
      return null;
    }
    return new FoldedConvolutionKernel(
        spec, foldedConvolutions++, prepared, wanted, this::asForOne, workers, shared);
  }

  private Kernel separableConvolution(SeparableConvolutionSpec spec) {
    return SeparableConvolutionKernel.handles(spec)
        ? new SeparableConvolutionKernel(spec, foldedConvolutions++, prepared, workers, shared)
        : null;
  }

  private Kernel linear(LinearSpec spec) {
    TokenRows rows = new TokenRows();
    int number = linears++;
    Slot<float[]> panels = isShared ? prepared.slot(new TokenLinearKernel.Key(number, spec)) : null;
    Slot<PackedMatrix> matrix = isShared ? prepared.slot(new LinearKernel.Key(number, spec)) : null;
    return operands ->
        TokenRows.areAmong(operands)
            ? new TokenLinearKernel(spec, rows.of(operands), panels, workers, shared)
            : new LinearKernel(spec, matrix, this::asForOne, operands, workers);
  }

  private Kernel linearGradient(LinearSpec spec) {
    TokenRows rows = new TokenRows();
    return operands ->
        TokenRows.areAmong(operands)
            ? new TokenLinearGradientKernel(spec, rows.of(operands), workers, shared)
            : new LinearGradientKernel(spec, operands, workers);
  }

  private Kernel transposeGradient(ConvolutionTransposeSpec spec) {
    FusedConvolutionSpec back = alone(ConvolutionTransposeKernel.back(spec));
    return new ConvolutionTransposeGradientKernel(
        convolution(back), gradient(back, false), spec.outChannels(), workers);
  }

  private Kernel groupNormGradient(GroupNormSpec spec) {
    return operands ->
        new GroupNormGradientKernel(spec.groups(), spec.epsilon(), operands, workers, shared);
  }

  /** One pixel is one group. */
  private Kernel layerNorm(LayerNormSpec spec) {
    if (spec.layout() == Layout.BLOCKS) {
      return operands -> new LayerNormBlocksKernel(spec.epsilon(), operands, workers);
    }
    return TokenRows.of(
        operands ->
            Planes.of(operands, INPUT).pixels == 1
                ? new GroupNormKernel(1, spec.epsilon(), operands, workers)
                : new LayerNormKernel(spec.epsilon(), operands, workers));
  }

  private Kernel layerNormGradient(LayerNormSpec spec) {
    return operands ->
        Planes.of(operands, INPUT).pixels == 1
            ? new GroupNormGradientKernel(1, spec.epsilon(), operands, workers, shared)
            : new LayerNormGradientKernel(spec.epsilon(), operands, workers, shared);
  }

  /** The channels of one pixel lie beside each other. */
  private Runnable softmax(Operands operands) {
    return Planes.of(operands, INPUT).pixels == 1
        ? new RowSoftmaxKernel(operands, workers)
        : new SoftmaxKernel(operands, workers);
  }

  private Runnable softmaxGradient(Operands operands) {
    return Planes.of(operands, OUTPUT).pixels == 1
        ? new RowSoftmaxGradientKernel(operands, workers)
        : new SoftmaxGradientKernel(operands, workers);
  }

  private Kernel responseNorm(LocalResponseNormSpec spec) {
    return ResponseNormTask.handles(spec)
        ? operands -> new LocalResponseNormKernel(spec, operands, workers)
        : null;
  }

  private Kernel responseNormGradient(LocalResponseNormGradientSpec spec) {
    LocalResponseNormSpec forward = spec.forward();
    return ResponseNormTask.handles(forward)
        ? operands -> new LocalResponseNormGradientKernel(forward, operands, workers)
        : null;
  }

  /** In any layout, factors of elements are beside these. */
  private Kernel multiply(MultiplySpec spec) {
    return spec.layout() == Layout.PLANES || spec.factors() == MultiplySpec.Factors.ELEMENTS
        ? operands -> new MultiplyKernel(spec.factors(), operands, workers)
        : operands -> new MultiplyBlocksKernel(spec.factors(), operands, workers);
  }

  private Kernel multiplyGradient(MultiplyGradientSpec spec) {
    if (spec.forward().layout() != Layout.PLANES) {
      return null;
    }
    return switch (spec.forward().factors()) {
      case ELEMENTS -> operands -> new MultiplyGradientKernel(operands, workers);
      case CHANNELS -> operands -> new ChannelScaleGradientKernel(operands, workers);
      case PIXELS -> operands -> new PixelScaleGradientKernel(operands, workers);
    };
  }

  private Kernel pool(PoolSpec spec) {
    return planar(spec)
        ? operands -> new PoolKernel(spec, operands, workers)
        : operands -> new PoolBlocksKernel(spec, operands, workers);
  }

  private Kernel fusedPool(FusedPoolSpec spec) {
    return planar(spec.pool())
        ? operands -> new PoolKernel(spec, operands, workers)
        : operands -> new PoolBlocksKernel(spec, operands, workers);
  }

  private static boolean planar(PoolSpec spec) {
    return spec.layout() == Layout.PLANES;
  }

  private Kernel globalAverage(GlobalAveragePoolSpec spec) {
    return spec.input() == Layout.PLANES
        ? operands -> new GlobalAveragePoolKernel(operands, workers)
        : operands -> new GlobalAveragePoolBlocksKernel(operands, workers);
  }

  private Kernel poolGradient(PoolSpec spec, NormalizeSpec norm) {
    if (!planar(spec)) {
      return null;
    }
    return spec.kind() == PoolSpec.Kind.MAX
        ? operands -> new MaxPoolGradientKernel(spec, norm, operands, workers, shared)
        : operands -> new AveragePoolGradientKernel(spec, norm, operands, workers, shared);
  }

  private static AxisMixture.Factory resize(UpsampleSpec spec) {
    return (in, out) -> AxisMixture.resize(spec.mode(), in, out);
  }

  private Kernel resampling(AxisMixture.Factory mixture) {
    return operands ->
        new ResamplingKernel(
            mixture, Planes.of(operands, INPUT), Planes.of(operands, OUTPUT), workers);
  }

  private Kernel back(AxisMixture.Factory mixture) {
    return operands ->
        new ResamplingKernel(
            (in, out) -> mixture.of(out, in).transposed(),
            Planes.of(operands, OUTPUT_GRADIENT),
            Planes.of(operands, INPUT_GRADIENT),
            workers);
  }

  private Clip clip(ClipSpec spec) {
    return spec.kind() == ClipSpec.Kind.VALUE
        ? new ClipByValueKernel(spec.limit(), workers, shared)
        : new ClipByNormKernel(spec.limit(), workers, shared);
  }

  @Override
  public Tensor allocate(DataType type, long elements) {
    Tensor onHeap = HeapMemory.allocate(elements);
    return onHeap == null ? KernelFactory.super.allocate(type, elements) : onHeap;
  }

  @Override
  public int imagesAtOnce(long bytesPerImage) {
    long bytes = Math.max(1, bytesPerImage);
    long cached = Long.highestOneBit(CACHED_BYTES / bytes); // what parts and tiles divide evenly
    long images = cached >= 2 ? cached : PREDICTION_BYTES / bytes;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, images));
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
