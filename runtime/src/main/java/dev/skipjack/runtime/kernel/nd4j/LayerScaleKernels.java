package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layer scale as a product that is broadcast along the pixels. */
final class LayerScaleKernels {
  private final Resources resources;
  private final BoundOp multiply;
  private final ChannelSums sums;
  private final Derived planes =
      new Derived(a -> a.reshape('c', a.size(0), a.size(1), a.size(2) * a.size(3)));
  private final Derived vector = new Derived(a -> a.reshape('c', 1, a.length(), 1));

  private LayerScaleKernels(Resources resources) {
    this.resources = resources;
    this.multiply = resources.op("multiply");
    this.sums = new ChannelSums(resources);
  }

  static Composed forward(Resources resources) {
    LayerScaleKernels kernels = new LayerScaleKernels(resources);
    return operands ->
        kernels.scale(operands.array(INPUT), operands.array(WEIGHT), operands.array(OUTPUT));
  }

  static Composed gradient(Resources resources) {
    return new LayerScaleKernels(resources)::backward;
  }

  /** The weight's first: the input's may lie where the output's does. */
  private void backward(Operands operands) {
    INDArray outGradient = operands.array(OUTPUT_GRADIENT);
    if (operands.has(WEIGHT_GRADIENT)) {
      INDArray x = resources.dense(operands.array(INPUT), Scratch.Slot.A);
      INDArray g = resources.dense(outGradient, Scratch.Slot.B);
      INDArray products = resources.scratch.like(Scratch.Slot.C, x);
      multiply.run(BoundOp.arrays(x, g), products);
      sums.run(products, operands.array(WEIGHT_GRADIENT));
    }
    if (operands.has(INPUT_GRADIENT)) {
      scale(outGradient, operands.array(WEIGHT), operands.array(INPUT_GRADIENT));
    }
  }

  private void scale(INDArray x, INDArray weight, INDArray out) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray result = resources.denseResult(out, Scratch.Slot.A);
    multiply.run(BoundOp.arrays(planes.of(from), vector.of(weight)), planes.of(result));
    Resources.deliver(result, out);
  }
}
