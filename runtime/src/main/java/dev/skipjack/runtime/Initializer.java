package dev.skipjack.runtime;

import java.util.SplittableRandom;

/**
 * How a parameter starts. The processor computes the amount from fan-in or fan-out, so that nothing
 * is left to derive at run time.
 *
 * @param kind the distribution
 * @param amount standard deviation (NORMAL), bound (UNIFORM, symmetric about zero) or the value
 *     (CONSTANT)
 */
public record Initializer(Kind kind, double amount) {
  /** The distributions. */
  public enum Kind {
    NORMAL,
    UNIFORM,
    CONSTANT
  }

  public static Initializer normal(double standardDeviation) {
    return new Initializer(Kind.NORMAL, standardDeviation);
  }

  public static Initializer uniform(double bound) {
    return new Initializer(Kind.UNIFORM, bound);
  }

  public static Initializer constant(double value) {
    return new Initializer(Kind.CONSTANT, value);
  }

  /** Draws {@code length} values; the same generator state gives the same values on every JDK. */
  double[] draw(int length, SplittableRandom random) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          switch (kind) {
            case CONSTANT -> amount;
            case UNIFORM -> amount * (2 * random.nextDouble() - 1);
            case NORMAL -> amount * gaussian(random);
          };
    }
    return values;
  }

  /** Marsaglia's polar method: {@code SplittableRandom.nextGaussian} differs between JDKs. */
  private static double gaussian(SplittableRandom random) {
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }
}
