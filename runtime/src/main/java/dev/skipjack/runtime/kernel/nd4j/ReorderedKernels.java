package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedPool;
import dev.skipjack.runtime.kernel.FusedPoolSpec;
import dev.skipjack.runtime.kernel.GlobalAveragePool;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Pool;
import dev.skipjack.runtime.kernel.PoolSpec;
import dev.skipjack.runtime.kernel.Reorder;
import dev.skipjack.runtime.kernel.ReorderSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels of maps in any layout: those of planes, between copies where maps lie in blocks. */
final class ReorderedKernels {
  private ReorderedKernels() {}

  static FoldedConvolution foldedConvolution(FoldedConvolutionSpec spec, Resources resources) {
    FoldedConvolution planar = new FoldedConvolutionKernel(spec, resources);
    if (spec.input() == Layout.PLANES && spec.output() == Layout.PLANES) {
      return planar;
    }
    Scratch scratch = resources.scratch;
    PlanarCopy input = new PlanarCopy(spec.input(), scratch, Scratch.Slot.PLANAR_INPUT);
    PlanarCopy sum = new PlanarCopy(spec.output(), scratch, Scratch.Slot.PLANAR_ADDEND);
    PlanarCopy output = new PlanarCopy(spec.output(), scratch, Scratch.Slot.PLANAR_OUTPUT);
    return (x,
        mean,
        variance,
        gamma,
        beta,
        weight,
        bias,
        foldMean,
        foldVariance,
        foldGamma,
        foldBeta,
        addend,
        out) -> {
      INDArray planes = output.target(out);
      planar.run(
          input.read(x),
          mean,
          variance,
          gamma,
          beta,
          weight,
          bias,
          foldMean,
          foldVariance,
          foldGamma,
          foldBeta,
          sum.read(addend),
          planes);
      output.deliver(planes, out);
    };
  }

  static Pool pool(PoolSpec spec, Resources resources) {
    Pool planar = PoolingKernels.pool(spec, resources);
    if (spec.layout() == Layout.PLANES) {
      return planar;
    }
    PlanarCopy input = blocks(Scratch.Slot.PLANAR_INPUT, resources);
    PlanarCopy output = blocks(Scratch.Slot.PLANAR_OUTPUT, resources);
    return (x, out) -> {
      INDArray planes = output.target(out);
      planar.run(input.read(x), planes);
      output.deliver(planes, out);
    };
  }

  static FusedPool fusedPool(FusedPoolSpec spec, Resources resources) {
    FusedPool planar = FusedPoolKernels.pool(spec, resources);
    if (spec.pool().layout() == Layout.PLANES) {
      return planar;
    }
    PlanarCopy input = blocks(Scratch.Slot.PLANAR_INPUT, resources);
    PlanarCopy output = blocks(Scratch.Slot.PLANAR_OUTPUT, resources);
    return (x, mean, variance, gamma, beta, out) -> {
      INDArray planes = output.target(out);
      planar.run(input.read(x), mean, variance, gamma, beta, planes);
      output.deliver(planes, out);
    };
  }

  static GlobalAveragePool globalAverage(Layout layout, Resources resources) {
    GlobalAveragePool planar = PoolingKernels.globalAverage(resources);
    if (layout == Layout.PLANES) {
      return planar;
    }
    PlanarCopy input = blocks(Scratch.Slot.PLANAR_INPUT, resources);
    return (x, out) -> planar.run(input.read(x), out);
  }

  static Reorder reorder(ReorderSpec spec) {
    Derived from = new Derived(map -> PlanarCopy.view(map, spec.from()));
    Derived to = new Derived(map -> PlanarCopy.view(map, spec.to()));
    return (x, out) -> to.of(out).assign(from.of(x));
  }

  private static PlanarCopy blocks(Scratch.Slot slot, Resources resources) {
    return new PlanarCopy(Layout.BLOCKS, resources.scratch, slot);
  }
}
