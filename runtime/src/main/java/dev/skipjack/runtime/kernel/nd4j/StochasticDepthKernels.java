package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.random.LayerStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products of each image with its own number. */
final class StochasticDepthKernels {
  private final Resources resources;
  private final BoundOp multiply;
  private final Derived images =
      new Derived(a -> a.reshape('c', a.size(0), a.length() / a.size(0)));

  private StochasticDepthKernels(Resources resources) {
    this.resources = resources;
    this.multiply = resources.op("multiply");
  }

  static Composed forward(StochasticDepthSpec spec, LayerStream layer, Resources resources) {
    StochasticDepthKernels kernels = new StochasticDepthKernels(resources);
    RandomMask drawn = new RandomMask(spec.probability(), layer);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      INDArray mask = operands.array(MASK);
      drawn.drawImages(mask, spec.perImage());
      kernels.multiply(x, mask, out);
    };
  }

  static Composed gradient(Resources resources) {
    StochasticDepthKernels kernels = new StochasticDepthKernels(resources);
    return operands -> {
      INDArray mask = operands.array(MASK);
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      kernels.multiply(outGradient, mask, inputGradient);
    };
  }

  private void multiply(INDArray map, INDArray mask, INDArray product) {
    INDArray from = resources.dense(map, Scratch.Slot.A);
    INDArray result = resources.denseResult(product, Scratch.Slot.A);
    multiply.run(BoundOp.arrays(images.of(from), mask), images.of(result));
    Resources.deliver(result, product);
  }
}
