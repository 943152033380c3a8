package dev.skipjack.runtime.kernel.simd.elementwise;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.activation.PreluGradientSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of elementwise ops. */
public final class ElementwiseKernels {
  private final Workers workers;
  private final Scratch shared;

  public ElementwiseKernels(Workers workers, Scratch shared) {
    this.workers = workers;
    this.shared = shared;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
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
        .add(AddSpec.class, spec -> operands -> new AddKernel(operands, workers))
        .add(MultiplySpec.class, this::multiply)
        .add(MultiplyGradientSpec.class, this::multiplyGradient)
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
            spec -> operands -> new StochasticDepthGradientKernel(operands, workers));
  }

  /** In any layout, factors of elements are beside these. */
  private Kernel multiply(MultiplySpec spec) {
    return spec.layout() == Layout.PLANES || spec.factors() == MultiplySpec.Factors.ELEMENTS
        ? operands -> new MultiplyKernel(spec.factors(), operands, workers)
        : operands -> new MultiplyBlocksKernel(spec.factors(), operands, workers);
  }

  private Kernel multiplyGradient(MultiplyGradientSpec spec) {
    boolean planar = spec.forward().layout() == Layout.PLANES;
    return switch (spec.forward().factors()) {
      case ELEMENTS -> operands -> new MultiplyGradientKernel(operands, workers);
      case CHANNELS ->
          planar
              ? operands -> new ChannelScaleGradientKernel(operands, workers)
              : operands -> new ChannelScaleGradientBlocksKernel(operands, workers);
      case PIXELS -> planar ? operands -> new PixelScaleGradientKernel(operands, workers) : null;
    };
  }
}
