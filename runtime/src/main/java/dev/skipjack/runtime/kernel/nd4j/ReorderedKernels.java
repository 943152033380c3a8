package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;

/** Kernels of maps in any layout: those of planes, between copies where maps lie in blocks. */
final class ReorderedKernels {
  private ReorderedKernels() {}

  static Composed convolution(FusedConvolutionSpec spec, Resources resources) {
    return new Reordered(new FusedConvolutionKernel(spec, resources), resources.scratch)
        .reading(spec.input(), INPUT)
        .writing(spec.output(), OUTPUT);
  }

  static Composed convolutionGradient(FusedConvolutionGradientSpec spec, Resources resources) {
    FusedConvolutionSpec forward = spec.forward();
    Composed planar = new FusedConvolutionGradientKernel(forward, spec.accumulate(), resources);
    Reordered reordered =
        new Reordered(planar, resources.scratch)
            .reading(forward.input(), INPUT)
            .reading(forward.output(), OUTPUT, OUTPUT_GRADIENT);
    return spec.accumulate()
        ? reordered.adding(forward.input(), INPUT_GRADIENT)
        : reordered.writing(forward.input(), INPUT_GRADIENT);
  }

  static Composed foldedConvolution(FoldedConvolutionSpec spec, Resources resources) {
    Composed planar = new FoldedConvolutionKernel(spec, resources);
    return predicted(planar, spec.input(), spec.output(), resources.scratch);
  }

  static Composed separableConvolution(SeparableConvolutionSpec spec, Resources resources) {
    Composed planar = new SeparableConvolutionKernel(spec, resources);
    return predicted(planar, spec.input(), spec.output(), resources.scratch);
  }

  static Composed statistics(StatisticsSpec spec, Resources resources) {
    return new Reordered(
            NormalizationKernels.statistics(spec.channels(), resources), resources.scratch)
        .reading(spec.layout(), INPUT);
  }

  static Composed statisticsGradient(StatisticsGradientSpec spec, Resources resources) {
    Reordered reordered =
        new Reordered(
                NormalizationKernels.statisticsGradient(
                    spec.channels(), spec.accumulate(), resources),
                resources.scratch)
            .reading(spec.layout(), INPUT);
    return spec.accumulate()
        ? reordered.adding(spec.layout(), INPUT_GRADIENT)
        : reordered.writing(spec.layout(), INPUT_GRADIENT);
  }

  static Composed normalize(NormalizeSpec spec, Resources resources) {
    Composed planar = NormalizationKernels.normalize(spec, resources);
    return predicted(planar, spec.layout(), spec.layout(), resources.scratch);
  }

  static Composed normalizeGradient(NormalizeSpec spec, Resources resources) {
    return backwards(
        NormalizationKernels.gradient(spec, resources), spec.layout(), resources.scratch);
  }

  static Composed pool(PoolSpec spec, Resources resources) {
    Composed planar = PoolingKernels.pool(spec, resources);
    return predicted(planar, spec.layout(), spec.layout(), resources.scratch);
  }

  static Composed poolGradient(PoolSpec spec, Resources resources) {
    return backwards(PoolingKernels.gradient(spec, resources), spec.layout(), resources.scratch);
  }

  static Composed fusedPool(FusedPoolSpec spec, Resources resources) {
    Layout layout = spec.pool().layout();
    return predicted(FusedPoolKernels.pool(spec, resources), layout, layout, resources.scratch);
  }

  static Composed fusedPoolGradient(FusedPoolSpec spec, Resources resources) {
    Composed planar = FusedPoolKernels.gradient(spec, resources);
    return backwards(planar, spec.pool().layout(), resources.scratch);
  }

  static Composed globalAverage(GlobalAveragePoolSpec spec, Resources resources) {
    return new Reordered(PoolingKernels.globalAverage(resources), resources.scratch)
        .reading(spec.input(), INPUT);
  }

  static Composed globalAverageGradient(GlobalAveragePoolGradientSpec spec, Resources resources) {
    return new Reordered(PoolingKernels.globalAverageGradient(resources), resources.scratch)
        .writing(spec.layout(), INPUT_GRADIENT);
  }

  static Composed layerNorm(LayerNormSpec spec, Resources resources) {
    Composed planar = ImageNormKernels.layerNorm(spec, resources);
    return predicted(planar, spec.layout(), spec.layout(), resources.scratch);
  }

  static Composed layerNormGradient(LayerNormSpec spec, Resources resources) {
    return backwards(
        ImageNormKernels.layerNormGradient(spec, resources), spec.layout(), resources.scratch);
  }

  static Composed multiply(MultiplySpec spec, Resources resources) {
    Layout layout = layout(spec);
    return predicted(MultiplyKernels.forward(spec, resources), layout, layout, resources.scratch);
  }

  static Composed multiplyGradient(MultiplySpec spec, Resources resources) {
    return backwards(MultiplyKernels.gradient(spec, resources), layout(spec), resources.scratch);
  }

  /** Where all elements have factors, it does not matter how they lie. */
  private static Layout layout(MultiplySpec spec) {
    boolean elements = spec.factors() == MultiplySpec.Factors.ELEMENTS;
    return elements ? Layout.PLANES : spec.layout();
  }

  static Composed reorder(ReorderSpec spec) {
    Derived from = new Derived(map -> PlanarCopy.view(map, spec.from()));
    Derived to = new Derived(map -> PlanarCopy.view(map, spec.to()));
    return operands -> to.of(operands.array(OUTPUT)).assign(from.of(operands.array(INPUT)));
  }

  private static Composed predicted(Composed planar, Layout in, Layout out, Scratch scratch) {
    return new Reordered(planar, scratch)
        .reading(in, INPUT)
        .reading(out, ADDEND)
        .writing(out, OUTPUT);
  }

  /** The gradient of what has all its maps in one layout. */
  private static Composed backwards(Composed planar, Layout layout, Scratch scratch) {
    return new Reordered(planar, scratch)
        .reading(layout, INPUT, ADDEND, OUTPUT, OUTPUT_GRADIENT)
        .writing(layout, INPUT_GRADIENT, ADDEND_GRADIENT);
  }
}
