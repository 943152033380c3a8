package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels of maps in any layout: those of planes, between copies where maps lie in blocks. */
final class ReorderedKernels {
  private ReorderedKernels() {}

  static Composed foldedConvolution(FoldedConvolutionSpec spec, Resources resources) {
    Composed planar = new FoldedConvolutionKernel(spec, resources);
    return reordered(planar, spec.input(), spec.output(), resources.scratch);
  }

  static Composed separableConvolution(SeparableConvolutionSpec spec, Resources resources) {
    Composed planar = new SeparableConvolutionKernel(spec, resources);
    return reordered(planar, spec.input(), spec.output(), resources.scratch);
  }

  static Composed pool(PoolSpec spec, Resources resources) {
    Composed planar = PoolingKernels.pool(spec, resources);
    return reordered(planar, spec.layout(), spec.layout(), resources.scratch);
  }

  static Composed fusedPool(FusedPoolSpec spec, Resources resources) {
    Layout layout = spec.pool().layout();
    return reordered(FusedPoolKernels.pool(spec, resources), layout, layout, resources.scratch);
  }

  static Composed globalAverage(GlobalAveragePoolSpec spec, Resources resources) {
    Composed planar = PoolingKernels.globalAverage(resources);
    return reordered(planar, spec.input(), Layout.PLANES, resources.scratch);
  }

  static Composed layerNorm(LayerNormSpec spec, Resources resources) {
    Composed planar = ImageNormKernels.layerNorm(spec, resources);
    return reordered(planar, spec.layout(), spec.layout(), resources.scratch);
  }

  /** Where all elements have factors, it does not matter how they lie. */
  static Composed multiply(MultiplySpec spec, Resources resources) {
    Composed planar = MultiplyKernels.forward(spec, resources);
    boolean elements = spec.factors() == MultiplySpec.Factors.ELEMENTS;
    Layout layout = elements ? Layout.PLANES : spec.layout();
    return reordered(planar, layout, layout, resources.scratch);
  }

  static Composed reorder(ReorderSpec spec) {
    Derived from = new Derived(map -> PlanarCopy.view(map, spec.from()));
    Derived to = new Derived(map -> PlanarCopy.view(map, spec.to()));
    return operands -> to.of(operands.array(OUTPUT)).assign(from.of(operands.array(INPUT)));
  }

  private static Composed reordered(Composed planar, Layout in, Layout out, Scratch scratch) {
    if (in == Layout.PLANES && out == Layout.PLANES) {
      return planar;
    }
    PlanarCopy input = new PlanarCopy(in, scratch, Scratch.Slot.PLANAR_INPUT);
    PlanarCopy sum = new PlanarCopy(out, scratch, Scratch.Slot.PLANAR_ADDEND);
    PlanarCopy output = new PlanarCopy(out, scratch, Scratch.Slot.PLANAR_OUTPUT);
    return operands -> {
      INDArray result = operands.array(OUTPUT);
      INDArray planes = output.target(result);
      planar.run(
          operands
              .copy()
              .with(INPUT, input.read(operands.array(INPUT)))
              .with(ADDEND, sum.read(operands.findArray(ADDEND)))
              .with(OUTPUT, planes));
      output.deliver(planes, result);
    };
  }
}
