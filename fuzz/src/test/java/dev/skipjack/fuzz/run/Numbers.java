package dev.skipjack.fuzz.run;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Random arrays, the same for FLOAT and DOUBLE: what is drawn is a float.
 *
 * @param seed of all arrays
 * @param noise by which share of itself each number is off, at most: 0, or what shows how rounding
 *     is enlarged
 */
record Numbers(long seed, double noise) {
  /** Normal with this mean and standard deviation; another stream draws other numbers. */
  INDArray normal(DataType type, String stream, double mean, double deviation, long... shape) {
    SplittableRandom random = random(stream);
    return draw(type, stream, () -> mean + deviation * random.nextGaussian(), shape);
  }

  /** Uniform in [low, high). */
  INDArray uniform(DataType type, String stream, double low, double high, long... shape) {
    SplittableRandom random = random(stream);
    return draw(type, stream, () -> low + (high - low) * random.nextDouble(), shape);
  }

  private SplittableRandom random(String stream) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + stream.hashCode());
  }

  private INDArray draw(DataType type, String stream, DoubleSupplier next, long... shape) {
    SplittableRandom off = random(stream + " noise " + noise);
    double[] values =
        new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) next.getAsDouble();
      if (noise != 0) {
        values[i] *= 1 + noise * (2 * off.nextDouble() - 1);
      }
    }
    return Nd4j.createFromArray(values).castTo(type).reshape('c', shape);
  }
}
