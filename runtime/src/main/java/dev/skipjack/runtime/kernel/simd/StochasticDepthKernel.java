package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.StochasticDepth;
import dev.skipjack.runtime.kernel.StochasticDepthSpec;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Draws the fate of each image, or of the batch, as dropout does that of each element. */
final class StochasticDepthKernel implements StochasticDepth {
  private final StochasticDepthSpec spec;
  private final long seed;
  private final ImageScaling scaling;
  private final Operand<Memory> masks = Operand.memory();
  private long runs;

  /**
   * @param seed of this kernel alone
   */
  StochasticDepthKernel(StochasticDepthSpec spec, long seed, Workers workers) {
    this.spec = spec;
    this.seed = seed;
    this.scaling = new ImageScaling(workers);
  }

  @Override
  public void run(INDArray x, INDArray out, INDArray mask) {
    int images = (int) x.size(0);
    float[] factors = scaling.factors(images);
    long stream = DropoutKernel.stream(seed, runs++);
    if (spec.perImage()) {
      for (int image = 0; image < images; image++) {
        factors[image] = draw(stream, image);
      }
    } else {
      Arrays.fill(factors, 0, images, draw(stream, 0));
    }
    masks.of(mask).write(0, factors, 0, images);
    scaling.run(x, out);
  }

  private float draw(long stream, int image) {
    boolean dropped = DropoutKernel.uniform(stream, image) < spec.probability();
    return dropped ? 0 : (float) (1 / (1 - spec.probability()));
  }
}
