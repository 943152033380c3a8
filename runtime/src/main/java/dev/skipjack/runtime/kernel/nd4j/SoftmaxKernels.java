package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax of maps and features: along the second of three axes. */
final class SoftmaxKernels {
  private SoftmaxKernels() {}

  static Composed forward(Resources resources) {
    SoftmaxColumns softmax = new SoftmaxColumns(resources);
    Derived channels = channels();
    return operands -> {
      INDArray out = operands.array(OUTPUT);
      INDArray x = resources.dense(operands.array(INPUT), Scratch.Slot.A);
      INDArray result = resources.denseResult(out, Scratch.Slot.B);
      softmax.forward(channels.of(x), channels.of(result));
      Resources.deliver(result, out);
    };
  }

  static Composed gradient(Resources resources) {
    SoftmaxColumns softmax = new SoftmaxColumns(resources);
    Derived channels = channels();
    return operands -> {
      INDArray to = operands.array(INPUT_GRADIENT);
      INDArray s = resources.dense(operands.array(OUTPUT), Scratch.Slot.A);
      INDArray g = resources.dense(operands.array(OUTPUT_GRADIENT), Scratch.Slot.B);
      INDArray result = resources.denseResult(to, Scratch.Slot.C);
      softmax.backward(channels.of(s), channels.of(g), channels.of(result));
      Resources.deliver(result, to);
    };
  }

  /** {@code [N, C, pixels]}. */
  private static Derived channels() {
    return new Derived(
        a -> a.reshape('c', a.size(0), a.size(1), a.length() / (a.size(0) * a.size(1))));
  }
}
