package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code conv2d_bp}, once for each group; it computes every gradient, wanted or not. */
final class ConvolutionGradientKernel implements ConvolutionGradient {
  private final ChannelGroups groups;
  private final Scratch scratch;
  private final BoundOp[] ops;
  private final INDArray zeroBias;
  private final INDArray unwantedBias;

  private ConvolutionGradientKernel(ConvolutionSpec spec, Resources resources) {
    this.groups = new ChannelGroups(spec);
    this.scratch = resources.scratch;
    this.ops = new BoundOp[spec.groups()];
    for (int group = 0; group < ops.length; group++) {
      ops[group] = resources.convolution("conv2d_bp", spec);
    }
    // The gradient of the bias does not depend on its value.
    this.zeroBias = spec.bias() ? resources.filled(0, spec.outChannels()) : null;
    this.unwantedBias = spec.bias() ? resources.filled(0, spec.outChannels()) : null;
  }

  /** The faster of the two ways for this convolution. */
  static ConvolutionGradient of(ConvolutionSpec spec, Resources resources) {
    boolean pointwise =
        spec.kernel() == 1 && spec.stride() == 1 && spec.padding() == 0 && spec.groups() == 1;
    return pointwise
        ? new PointwiseConvolutionGradientKernel(resources)
        : new ConvolutionGradientKernel(spec, resources);
  }

  @Override
  public void run(
      INDArray x,
      INDArray weight,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    INDArray dx = inputGradient;
    if (dx == null) {
      dx = scratch.like(Scratch.Slot.UNWANTED_INPUT_GRADIENT, x);
    }
    INDArray dw = weightGradient;
    if (dw == null) {
      dw = scratch.like(Scratch.Slot.UNWANTED_WEIGHT_GRADIENT, weight);
    }
    INDArray db = biasGradient == null ? unwantedBias : biasGradient;
    for (int group = 0; group < ops.length; group++) {
      INDArray in = groups.input(group, x);
      INDArray w = groups.outputRows(group, weight);
      INDArray g = groups.output(group, outGradient);
      INDArray dxGroup = groups.input(group, dx);
      INDArray dwGroup = groups.outputRows(group, dw);
      if (zeroBias == null) {
        ops[group].run(BoundOp.arrays(in, w, g), dxGroup, dwGroup);
      } else {
        ops[group].run(
            BoundOp.arrays(in, w, groups.outputRows(group, zeroBias), g),
            dxGroup,
            dwGroup,
            groups.outputRows(group, db));
      }
    }
  }
}
