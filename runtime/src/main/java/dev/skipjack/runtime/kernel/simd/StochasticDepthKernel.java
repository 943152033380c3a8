package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.StochasticDepth;
import dev.skipjack.runtime.kernel.StochasticDepthSpec;
import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Draws the fate of each image, or of the batch as the first one's, as dropout does. */
final class StochasticDepthKernel implements StochasticDepth {
  private final StochasticDepthSpec spec;
  private final LayerStream layer;
  private final RandomStream step;
  private final RandomStream drawn;
  private final ImageScaling scaling;
  private final Operand<Memory> masks = Operand.memory();

  /**
   * @param layer of this kernel alone
   */
  StochasticDepthKernel(StochasticDepthSpec spec, LayerStream layer, Workers workers) {
    this.spec = spec;
    this.layer = layer;
    this.step = layer.scratch();
    this.drawn = layer.scratch();
    this.scaling = new ImageScaling(workers);
  }

  @Override
  public void run(INDArray x, INDArray out, INDArray mask) {
    int images = (int) x.size(0);
    float[] factors = scaling.factors(images);
    layer.next(step);
    if (spec.perImage()) {
      for (int image = 0; image < images; image++) {
        factors[image] = draw(layer.firstImage() + image);
      }
    } else {
      Arrays.fill(factors, 0, images, draw(0));
    }
    masks.of(mask).write(0, factors, 0, images);
    scaling.run(x, out);
  }

  private float draw(long image) {
    step.split(image, drawn);
    boolean dropped = drawn.uniform(0) < spec.probability();
    return dropped ? 0 : (float) (1 / (1 - spec.probability()));
  }
}
