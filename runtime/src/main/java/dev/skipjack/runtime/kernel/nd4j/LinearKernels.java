package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.linear.LinearSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Linear layers as products of matrices. */
final class LinearKernels {
  private LinearKernels() {}

  /** out = x·weightᵀ + bias. */
  static Composed linear(LinearSpec spec, Resources resources) {
    BoundOp biased = resources.op("xw_plus_b", 1);
    BoundOp product = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray weight = operands.array(WEIGHT);
      INDArray bias = operands.findArray(BIAS);
      INDArray out = operands.array(OUTPUT);
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

  static Composed gradient(Resources resources) {
    BoundOp inputProduct = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    BoundOp weightProduct = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
    ChannelSums sums = new ChannelSums(resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray weight = operands.array(WEIGHT);
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.findArray(INPUT_GRADIENT);
      INDArray weightGradient = operands.findArray(WEIGHT_GRADIENT);
      INDArray biasGradient = operands.findArray(BIAS_GRADIENT);
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
