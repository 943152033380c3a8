package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax along the second of three axes. */
final class SoftmaxKernels {
  private final Resources resources;
  private final BoundOp softmax;
  private final BoundOp multiply;
  private final BoundOp subtract;
  private final BoundOp sum;

  /** {@code [N, C, pixels]}. */
  private final Derived channels =
      new Derived(a -> a.reshape('c', a.size(0), a.size(1), a.length() / (a.size(0) * a.size(1))));

  /** {@code [N, 1, pixels]} of {@code [N, pixels]}. */
  private final Derived broadcast = new Derived(a -> a.reshape('c', a.size(0), 1, a.size(1)));

  private SoftmaxKernels(Resources resources) {
    this.resources = resources;
    this.softmax = resources.op("softmax", 1);
    this.multiply = resources.op("multiply");
    this.subtract = resources.op("subtract");
    this.sum = resources.op("reduce_sum", 1);
  }

  static Composed forward(Resources resources) {
    SoftmaxKernels kernels = new SoftmaxKernels(resources);
    return operands -> {
      INDArray out = operands.get(OUTPUT);
      INDArray x = resources.dense(operands.get(INPUT), Scratch.Slot.A);
      INDArray result = resources.denseResult(out, Scratch.Slot.B);
      kernels.softmax.run(BoundOp.arrays(kernels.channels.of(x)), kernels.channels.of(result));
      Resources.deliver(result, out);
    };
  }

  static Composed gradient(Resources resources) {
    return new SoftmaxKernels(resources)::backward;
  }

  private void backward(Operands operands) {
    INDArray to = operands.get(INPUT_GRADIENT);
    INDArray s = resources.dense(operands.get(OUTPUT), Scratch.Slot.A);
    INDArray g = resources.dense(operands.get(OUTPUT_GRADIENT), Scratch.Slot.B);
    INDArray products = resources.scratch.like(Scratch.Slot.C, s);
    INDArray view = channels.of(products);
    INDArray sums = resources.scratch.of(Scratch.Slot.SOFTMAX_SUMS, view.size(0), view.size(2));
    INDArray result = resources.denseResult(to, Scratch.Slot.C);
    multiply.run(BoundOp.arrays(s, g), products);
    sum.run(BoundOp.arrays(view), sums);
    subtract.run(BoundOp.arrays(channels.of(g), broadcast.of(sums)), channels.of(result));
    multiply.run(BoundOp.arrays(result, s), result);
    Resources.deliver(result, to);
  }
}
