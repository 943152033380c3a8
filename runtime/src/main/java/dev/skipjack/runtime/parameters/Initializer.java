package dev.skipjack.runtime.parameters;

import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * How a parameter starts. The processor computes the amount from fan-in or fan-out, so that nothing
 * is left to derive at run time.
 *
 * @param kind the distribution
 * @param amount standard deviation (NORMAL), bound (UNIFORM, symmetric about zero) or the value
 *     (CONSTANT); nothing for BILINEAR
 */
public record Initializer(Kind kind, double amount) {
  /** The distributions, and one filter. */
  public enum Kind {
    NORMAL,
    UNIFORM,
    CONSTANT,
    BILINEAR
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

  /**
   * Bilinear interpolation by a transposed convolution of {@code [channels, channels, kernel,
   * kernel]}: each channel is enlarged by itself (Long et al. 2015).
   */
  public static Initializer bilinear() {
    return new Initializer(Kind.BILINEAR, 0);
  }

  /**
   * The elements of a tensor by their index in C order, each asked for once, in that order: they
   * are drawn one after the other. The same generator state gives the same values on every JDK.
   *
   * @param shape of the tensor
   */
  LongToDoubleFunction elements(long[] shape, SplittableRandom random) {
    return switch (kind) {
      case CONSTANT -> i -> amount;
      case UNIFORM -> i -> amount * (2 * random.nextDouble() - 1);
      case NORMAL -> i -> amount * gaussian(random);
      case BILINEAR -> i -> enlarging(i, shape[0], (int) shape[2]);
    };
  }

  /** Where input and output channel are the same: the tent of each axis, multiplied. */
  private static double enlarging(long element, long channels, int kernel) {
    int tap = (int) (element % (kernel * kernel));
    long pair = element / (kernel * kernel);
    return pair / channels == pair % channels
        ? tent(tap / kernel, kernel) * tent(tap % kernel, kernel)
        : 0;
  }

  /** 1 at the middle of the kernel, falling to 0 just outside. */
  private static double tent(int tap, int kernel) {
    int stride = (kernel + 1) / 2;
    double middle = (kernel - 1) / 2.0;
    return 1 - Math.abs(tap - middle) / stride;
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
