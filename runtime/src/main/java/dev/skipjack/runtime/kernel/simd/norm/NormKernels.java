package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.SoftmaxGradientSpec;
import dev.skipjack.runtime.kernel.activation.SoftmaxSpec;
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
import dev.skipjack.runtime.kernel.sequence.TokenRows;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of norms and softmax. */
public final class NormKernels {
  private final Workers workers;
  private final Scratch shared;

  public NormKernels(Workers workers, Scratch shared) {
    this.workers = workers;
    this.shared = shared;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
        .add(StatisticsSpec.class, this::statistics)
        .add(StatisticsGradientSpec.class, this::statisticsGradient)
        .add(
            RunningStatisticsSpec.class,
            spec -> operands -> new RunningStatisticsKernel(spec, operands))
        .add(NormalizeSpec.class, this::normalize)
        .add(NormalizeGradientSpec.class, spec -> normalizeGradient(spec.forward()))
        .add(
            GroupNormSpec.class,
            spec ->
                operands -> new GroupNormKernel(spec.groups(), spec.epsilon(), operands, workers))
        .add(GroupNormGradientSpec.class, spec -> groupNormGradient(spec.forward()))
        .add(LayerNormSpec.class, this::layerNorm)
        .add(LayerNormGradientSpec.class, this::layerNormGradient)
        .add(LocalResponseNormSpec.class, this::responseNorm)
        .add(LocalResponseNormGradientSpec.class, this::responseNormGradient)
        .add(SoftmaxSpec.class, spec -> TokenRows.of(this::softmax))
        .add(SoftmaxGradientSpec.class, spec -> TokenRows.of(this::softmaxGradient));
  }

  private Kernel statistics(StatisticsSpec spec) {
    return spec.layout() == Layout.PLANES
        ? operands -> new StatisticsKernel(spec.channels(), operands, workers, shared)
        : operands -> new StatisticsBlocksKernel(spec.channels(), operands, workers, shared);
  }

  private Kernel statisticsGradient(StatisticsGradientSpec spec) {
    return spec.layout() == Layout.PLANES
        ? operands -> new StatisticsGradientKernel(spec, operands, workers)
        : operands -> new StatisticsGradientBlocksKernel(spec, operands, workers);
  }

  private Kernel normalize(NormalizeSpec spec) {
    return spec.layout() == Layout.PLANES
        ? operands -> new NormalizeKernel(spec, operands, workers)
        : operands -> new NormalizeBlocksKernel(spec, operands, workers);
  }

  private Kernel normalizeGradient(NormalizeSpec spec) {
    return spec.layout() == Layout.PLANES
        ? operands -> new NormalizeGradientKernel(spec, operands, workers, shared)
        : operands -> new NormalizeGradientBlocksKernel(spec, operands, workers, shared);
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

  private Kernel layerNormGradient(LayerNormGradientSpec spec) {
    double epsilon = spec.forward().epsilon();
    if (spec.forward().layout() == Layout.BLOCKS) {
      return operands -> new LayerNormGradientBlocksKernel(epsilon, operands, workers, shared);
    }
    return TokenRows.of(
        operands ->
            Planes.of(operands, INPUT).pixels == 1
                ? new GroupNormGradientKernel(1, epsilon, operands, workers, shared)
                : new LayerNormGradientKernel(epsilon, operands, workers, shared));
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
}
