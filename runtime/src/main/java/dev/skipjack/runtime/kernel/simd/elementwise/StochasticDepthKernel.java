package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;
import java.util.Arrays;

/** Draws the fate of each image, or of the batch as the first one's, as dropout does. */
public final class StochasticDepthKernel implements Runnable {
  private final StochasticDepthSpec spec;
  private final LayerStream layer;
  private final RandomStream step;
  private final RandomStream drawn;
  private final ImageScaling scaling;
  private final Memory mask;

  /**
   * @param layer of this kernel alone
   */
  public StochasticDepthKernel(
      StochasticDepthSpec spec, LayerStream layer, Operands operands, Workers workers) {
    this.spec = spec;
    this.layer = layer;
    this.step = layer.scratch();
    this.drawn = layer.scratch();
    this.scaling =
        new ImageScaling(Planes.of(operands, INPUT), Planes.of(operands, OUTPUT), workers);
    this.mask = Memory.of(operands, MASK);
  }

  @Override
  public void run() {
    float[] factors = scaling.factors;
    layer.next(step);
    if (spec.perImage()) {
      for (int image = 0; image < factors.length; image++) {
        factors[image] = draw(layer.firstImage() + image);
      }
    } else {
      Arrays.fill(factors, draw(0));
    }
    mask.write(0, factors, 0, factors.length);
    scaling.run();
  }

  private float draw(long image) {
    step.split(image, drawn);
    boolean dropped = drawn.uniform(0) < spec.probability();
    return dropped ? 0 : (float) (1 / (1 - spec.probability()));
  }
}
