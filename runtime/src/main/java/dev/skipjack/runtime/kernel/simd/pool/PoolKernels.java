package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
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
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of pools, resizes and adaptive pools. */
public final class PoolKernels {
  private final Workers workers;
  private final Scratch shared;

  public PoolKernels(Workers workers, Scratch shared) {
    this.workers = workers;
    this.shared = shared;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
        .add(PoolSpec.class, this::pool)
        .add(PoolGradientSpec.class, spec -> poolGradient(spec.forward(), null))
        .add(FusedPoolSpec.class, this::fusedPool)
        .add(
            FusedPoolGradientSpec.class,
            spec -> poolGradient(spec.forward().pool(), spec.forward().prologue()))
        .add(GlobalAveragePoolSpec.class, this::globalAverage)
        .add(GlobalAveragePoolGradientSpec.class, this::globalAverageGradient)
        .add(AdaptiveAveragePoolSpec.class, spec -> resampling(AxisMixture::average))
        .add(AdaptiveAveragePoolGradientSpec.class, spec -> back(AxisMixture::average))
        .add(UpsampleSpec.class, spec -> resampling(resize(spec)))
        .add(UpsampleGradientSpec.class, spec -> back(resize(spec.forward())))
        .add(
            GlobalMaxPoolSpec.class, spec -> operands -> new GlobalMaxPoolKernel(operands, workers))
        .add(
            GlobalMaxPoolGradientSpec.class,
            spec -> operands -> new GlobalMaxPoolGradientKernel(operands, workers));
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

  private Kernel globalAverageGradient(GlobalAveragePoolGradientSpec spec) {
    return spec.layout() == Layout.PLANES
        ? operands -> new GlobalAveragePoolGradientKernel(operands, workers)
        : operands -> new GlobalAveragePoolGradientBlocksKernel(operands, workers);
  }

  private Kernel poolGradient(PoolSpec spec, NormalizeSpec norm) {
    if (spec.kind() == PoolSpec.Kind.MAX) {
      return planar(spec)
          ? operands -> new MaxPoolGradientKernel(spec, norm, operands, workers, shared)
          : operands -> new MaxPoolGradientBlocksKernel(spec, norm, operands, workers, shared);
    }
    return planar(spec)
        ? operands -> new AveragePoolGradientKernel(spec, norm, operands, workers, shared)
        : operands -> new AveragePoolGradientBlocksKernel(spec, norm, operands, workers, shared);
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
}
