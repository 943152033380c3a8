package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.StochasticDepth;
import dev.skipjack.runtime.kernel.StochasticDepthGradient;
import dev.skipjack.runtime.kernel.StochasticDepthSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.BernoulliDistribution;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

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

  static StochasticDepth forward(StochasticDepthSpec spec, Random random, Resources resources) {
    StochasticDepthKernels kernels = new StochasticDepthKernels(resources);
    double kept = 1 - spec.probability();
    Scaling scaling = new Scaling();
    BoundOp spread = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    INDArray whole = resources.filled(0, 1, 1);
    return (x, out, mask) -> {
      INDArray drawn = spec.perImage() ? mask : whole;
      Nd4j.getExecutioner().exec(new BernoulliDistribution(drawn, kept), random);
      scaling.run(drawn, 1 / kept, drawn);
      if (!spec.perImage()) {
        spread.run(BoundOp.arrays(resources.ones(mask.size(0)), whole), mask);
      }
      kernels.multiply(x, mask, out);
    };
  }

  static StochasticDepthGradient gradient(Resources resources) {
    StochasticDepthKernels kernels = new StochasticDepthKernels(resources);
    return (mask, outGradient, inputGradient) -> kernels.multiply(outGradient, mask, inputGradient);
  }

  private void multiply(INDArray map, INDArray mask, INDArray product) {
    INDArray from = resources.dense(map, Scratch.Slot.A);
    INDArray result = resources.denseResult(product, Scratch.Slot.A);
    multiply.run(BoundOp.arrays(images.of(from), mask), images.of(result));
    Resources.deliver(result, product);
  }
}
