package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Linear;
import dev.skipjack.runtime.kernel.LinearGradient;
import dev.skipjack.runtime.kernel.LinearSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Linear layers as products of matrices. */
final class LinearKernels {
  private LinearKernels() {}

  /** out = x·weightᵀ + bias. */
  static Linear linear(LinearSpec spec, Resources resources) {
    BoundOp biased = resources.op("xw_plus_b", 1);
    BoundOp product = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    return (x, weight, bias, out) -> {
      INDArray from = resources.dense(x, Scratch.Slot.A);
      INDArray result = resources.denseResult(out, Scratch.Slot.B);
      if (spec.bias()) {
        biased.run(BoundOp.arrays(from, weight, bias), result);
      } else {
        product.run(BoundOp.arrays(from, weight), result);
      }
      Resources.deliver(result, out);
    };
  }

  static LinearGradient gradient(Resources resources) {
    BoundOp inputProduct = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    BoundOp weightProduct = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
    ChannelSums sums = new ChannelSums(resources);
    return (x, weight, outGradient, inputGradient, weightGradient, biasGradient) -> {
      INDArray g = resources.dense(outGradient, Scratch.Slot.A);
      if (inputGradient != null) {
        INDArray result = resources.denseResult(inputGradient, Scratch.Slot.B);
        inputProduct.run(BoundOp.arrays(g, weight), result);
        Resources.deliver(result, inputGradient);
      }
      if (weightGradient != null) {
        INDArray from = resources.dense(x, Scratch.Slot.B);
        weightProduct.run(BoundOp.arrays(g, from), weightGradient);
      }
      if (biasGradient != null) {
        sums.run(g, biasGradient);
      }
    };
  }
}
