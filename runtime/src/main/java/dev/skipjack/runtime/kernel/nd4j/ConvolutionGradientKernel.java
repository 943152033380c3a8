package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code conv2d_bp}, once for each group; it computes every gradient, wanted or not. */
final class ConvolutionGradientKernel implements Composed {
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
  static Composed of(ConvolutionSpec spec, Resources resources) {
    return spec.isPointwise()
        ? new PointwiseConvolutionGradientKernel(resources)
        : new ConvolutionGradientKernel(spec, resources);
  }

  @Override
  public void run(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray weight = operands.array(WEIGHT);
    INDArray outGradient = operands.array(OUTPUT_GRADIENT);
    INDArray inputGradient = operands.findArray(INPUT_GRADIENT);
    INDArray weightGradient = operands.findArray(WEIGHT_GRADIENT);
    INDArray biasGradient = operands.findArray(BIAS_GRADIENT);
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
