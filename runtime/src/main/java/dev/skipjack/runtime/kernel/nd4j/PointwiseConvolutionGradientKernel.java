package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradients of a 1×1 convolution as products of matrices, one for each image; a third of the
 * time of {@code conv2d_bp}, which computes both and reorders everything it touches.
 */
final class PointwiseConvolutionGradientKernel implements Composed {
  private final Resources resources;
  private final BoundOp inputProduct;
  private final BoundOp weightProduct;
  private final BoundOp imageSum;
  private final ChannelSums channelSums;
  private final Derived planes = new Derived(PointwiseConvolutionGradientKernel::planes);
  private final Derived flat = new Derived(a -> a.reshape('c', 1, a.length()));
  private final Derived rows = new Derived(a -> a.reshape('c', a.size(0), a.length() / a.size(0)));
  private final Repeated repeated = new Repeated();

  PointwiseConvolutionGradientKernel(Resources resources) {
    this.resources = resources;
    this.inputProduct = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
    this.weightProduct = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    this.imageSum = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
    this.channelSums = new ChannelSums(resources);
  }

  @Override
  public void run(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray weight = operands.array(WEIGHT);
    INDArray outGradient = operands.array(OUTPUT_GRADIENT);
    INDArray inputGradient = operands.findArray(INPUT_GRADIENT);
    INDArray weightGradient = operands.findArray(WEIGHT_GRADIENT);
    INDArray biasGradient = operands.findArray(BIAS_GRADIENT);
    INDArray g = planes.of(outGradient);
    if (inputGradient != null) {
      inputProduct.run(BoundOp.arrays(repeated.of(weight, x.size(0)), g), planes.of(inputGradient));
    }
    if (weightGradient != null) {
      INDArray perImage =
          resources.scratch.of(Scratch.Slot.A, x.size(0), weight.size(0), weight.size(1));
      weightProduct.run(BoundOp.arrays(g, planes.of(x)), perImage);
      imageSum.run(
          BoundOp.arrays(resources.ones(x.size(0)), rows.of(perImage)), flat.of(weightGradient));
    }
    if (biasGradient != null) {
      channelSums.run(resources.dense(outGradient, Scratch.Slot.A), biasGradient);
    }
  }

  /** {@code [N,C,H,W]} as {@code [N,C,H·W]}. */
  private static INDArray planes(INDArray map) {
    return map.reshape('c', map.size(0), map.size(1), map.size(2) * map.size(3));
  }
}
