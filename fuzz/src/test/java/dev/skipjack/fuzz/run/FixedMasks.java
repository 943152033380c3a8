package dev.skipjack.fuzz.run;

import dev.skipjack.runtime.kernel.Dropout;
import dev.skipjack.runtime.kernel.StochasticDepth;
import dev.skipjack.runtime.kernel.StochasticDepthSpec;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout and stochastic depth that draw the same for every provider and type. */
final class FixedMasks {
  private final long seed;
  private int kernels;

  FixedMasks(long seed) {
    this.seed = seed;
  }

  Dropout dropout(double probability) {
    SplittableRandom random = next();
    return (x, out, mask) -> {
      mask.assign(draw(random, probability, mask, mask.length()));
      out.assign(x.mul(mask));
    };
  }

  StochasticDepth stochasticDepth(StochasticDepthSpec spec) {
    SplittableRandom random = next();
    return (x, out, mask) -> {
      long draws = spec.perImage() ? mask.length() : 1;
      INDArray drawn = draw(random, spec.probability(), mask, draws);
      mask.assign(drawn);
      long[] each = new long[x.rank()];
      java.util.Arrays.fill(each, 1);
      each[0] = x.size(0);
      out.assign(x.mul(drawn.dup().reshape(each)));
    };
  }

  private SplittableRandom next() {
    return new SplittableRandom(seed * 31 + kernels++);
  }

  /**
   * @param draws how many numbers; a single one is repeated
   */
  private static INDArray draw(
      SplittableRandom random, double probability, INDArray like, long draws) {
    double[] values = new double[Math.toIntExact(like.length())];
    for (int i = 0; i < values.length; i++) {
      boolean repeated = i > 0 && draws == 1;
      values[i] =
          repeated ? values[0] : random.nextDouble() < probability ? 0 : 1 / (1 - probability);
    }
    return Nd4j.createFromArray(values).castTo(like.dataType()).reshape('c', like.shape());
  }
}
