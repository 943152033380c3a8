package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is subtracted from the values of each channel, and by what they are divided then. */
final class Normalization {
  private final double[] mean;
  private final double[] deviation;

  private Normalization(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /** Values stay in 0 to 1. */
  static Normalization none(int channels) {
    double[] deviation = new double[channels];
    Arrays.fill(deviation, 1);
    return new Normalization(new double[channels], deviation);
  }

  /**
   * @param name of the set, for messages
   * @param mean of each channel, in 0 to 1; one value serves every channel
   * @param deviation likewise; above 0
   * @throws IllegalArgumentException if there are not as many as channels, one is not above 0, or a
   *     mean is not finite
   */
  static Normalization of(String name, int channels, double[] mean, double[] deviation) {
    double[] means = perChannel(name, channels, "means", mean);
    double[] deviations = perChannel(name, channels, "standard deviations", deviation);
    if (!Arrays.stream(means).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("means must be finite, got " + Arrays.toString(mean));
    }
    if (!Arrays.stream(deviations).allMatch(value -> value > 0)) {
      throw new IllegalArgumentException(
          "standard deviations must be above 0, got " + Arrays.toString(deviation));
    }
    return new Normalization(means, deviations);
  }

  private static double[] perChannel(String name, int channels, String what, double[] values) {
    if (values.length == channels) {
      return values.clone();
    }
    if (values.length == 1) {
      double[] repeated = new double[channels];
      Arrays.fill(repeated, values[0]);
      return repeated;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT, "%s has %d channels, got %d %s", name, channels, values.length, what));
  }

  /** As an array. */
  static double[] values(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double[] mean() {
    return mean.clone();
  }

  double[] deviation() {
    return deviation.clone();
  }

  /** The value of a byte in a channel. */
  double value(int channel, int pixel) {
    return ofValue(channel, pixel / 255.0);
  }

  /** Of any value in a channel. */
  double ofValue(int channel, double value) {
    return (value - mean[channel]) / deviation[channel];
  }

  /** The same of each channel and byte. */
  double[][] table() {
    double[][] values = new double[mean.length][256];
    for (int channel = 0; channel < mean.length; channel++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        values[channel][pixel] = value(channel, pixel);
      }
    }
    return values;
  }

  /** For instance {@code mean [0.5], standard deviation [0.25]}. */
  @Override
  public String toString() {
    return "mean " + Arrays.toString(mean) + ", standard deviation " + Arrays.toString(deviation);
  }
}
