package dev.skipjack.runtime.parameters;

import java.util.Arrays;
import java.util.SplittableRandom;

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
   * Draws the elements of a tensor; the same generator state gives the same values on every JDK.
   *
   * @param shape of the tensor, which has fewer than 2³¹ elements
   */
  double[] draw(long[] shape, SplittableRandom random) {
    double[] values =
        new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    switch (kind) {
      case CONSTANT -> Arrays.fill(values, amount);
      case UNIFORM -> Arrays.setAll(values, i -> amount * (2 * random.nextDouble() - 1));
      case NORMAL -> Arrays.setAll(values, i -> amount * gaussian(random));
      case BILINEAR -> enlarge(values, (int) shape[0], (int) shape[2]);
    }
    return values;
  }

  /** Where input and output channel are the same: the tent of each axis, multiplied. */
  private static void enlarge(double[] values, int channels, int kernel) {
    int window = kernel * kernel;
    for (int channel = 0; channel < channels; channel++) {
      int first = channel * (channels + 1) * window;
      for (int i = 0; i < window; i++) {
        values[first + i] = tent(i / kernel, kernel) * tent(i % kernel, kernel);
      }
    }
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
