package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelSpec;
import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.Tensor;
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
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.sequence.TokenRows;
import dev.skipjack.runtime.kernel.simd.activation.ActivationKernels;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.convolution.AlgorithmChoice;
import dev.skipjack.runtime.kernel.simd.convolution.ConvolutionTransposeGradientKernel;
import dev.skipjack.runtime.kernel.simd.convolution.ConvolutionTransposeKernel;
import dev.skipjack.runtime.kernel.simd.convolution.FoldedConvolutionKernel;
import dev.skipjack.runtime.kernel.simd.convolution.FusedConvolutionGradientKernel;
import dev.skipjack.runtime.kernel.simd.convolution.FusedConvolutionKernel;
import dev.skipjack.runtime.kernel.simd.convolution.SeparableConvolutionKernel;
import dev.skipjack.runtime.kernel.simd.elementwise.ElementwiseKernels;
import dev.skipjack.runtime.kernel.simd.linear.LinearGradientKernel;
import dev.skipjack.runtime.kernel.simd.linear.LinearKernel;
import dev.skipjack.runtime.kernel.simd.maps.HeapMemory;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.movement.MovementKernels;
import dev.skipjack.runtime.kernel.simd.norm.NormKernels;
import dev.skipjack.runtime.kernel.simd.optimizer.OptimizerKernels;
import dev.skipjack.runtime.kernel.simd.pool.PoolKernels;
import dev.skipjack.runtime.kernel.simd.product.PackedMatrix;
import dev.skipjack.runtime.kernel.simd.sequence.SequenceKernels;
import dev.skipjack.runtime.kernel.simd.sequence.TokenLinearGradientKernel;
import dev.skipjack.runtime.kernel.simd.sequence.TokenLinearKernel;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.buffer.DataType;

/** The kernels in Java; what is missing here falls to the portable provider. */
final class SimdKernels implements KernelFactory {
  /**
   * What the maps of a prediction may take where {@link #CACHED_BYTES} do not hold two images;
   * larger batches go in pieces that are no slower.
   */
  private static final long PREDICTION_BYTES = 256 << 20;

  /** Maps that stay in a shared cache from layer to layer, beside weights and scratch. */
  private static final long CACHED_BYTES = Caches.LAST_LEVEL_BYTES;

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
    KernelTable all =
        new KernelTable()
            .add(ConvolutionSpec.class, spec -> convolution(alone(spec)))
            .add(ConvolutionGradientSpec.class, spec -> gradient(alone(spec.forward()), false))
            .add(FusedConvolutionSpec.class, this::convolution)
            .add(
                FusedConvolutionGradientSpec.class,
                spec -> gradient(spec.forward(), spec.accumulate()))
            .add(FoldedConvolutionSpec.class, this::foldedConvolution)
            .add(SeparableConvolutionSpec.class, this::separableConvolution)
            .add(
                ConvolutionTransposeSpec.class,
                spec -> new ConvolutionTransposeKernel(spec, workers, shared))
            .add(ConvolutionTransposeGradientSpec.class, spec -> transposeGradient(spec.forward()))
            .add(LinearSpec.class, this::linear)
            .add(LinearGradientSpec.class, spec -> linearGradient(spec.forward()))
            .add(CustomSpec.class, CustomKernel::new)
            .add(CustomGradientSpec.class, spec -> new CustomGradientKernel(spec.forward()));
    new ActivationKernels(workers).addTo(all);
    new ElementwiseKernels(workers, shared).addTo(all);
    new MovementKernels(workers).addTo(all);
    new NormKernels(workers, shared).addTo(all);
    new PoolKernels(workers, shared).addTo(all);
    new SequenceKernels(workers, shared).addTo(all);
    new OptimizerKernels(workers, shared).addTo(all);
    return all;
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
    if (!AlgorithmChoice.handles(spec.convolution(), new Layouts(spec.input(), spec.output()))) {
      return null;
    }
    return new FusedConvolutionKernel(spec, wanted, this::asForOne, workers, shared);
  }

  private Kernel gradient(FusedConvolutionSpec spec, boolean accumulate) {
    if (!spec.convolution().strides().isSquare() || !FusedConvolutionGradientKernel.handles(spec)) {
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

  @Override
  public int tasksAtOnce(long bytesPerTask) {
    return bytesPerTask <= CACHED_BYTES ? workers.size() : 1; // more is memory, times the threads
  }

  @Override
  public void runBeside(int tasks, IntConsumer task) {
    workers.run(tasks, (i, scratch) -> task.accept(i)); // kernels within it are pieces of a part
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
