package dev.skipjack.runtime.optimize;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The loss while the learning rate rises, and which rate it suggests. Immutable.
 *
 * @param points step by step; the last ones are where the training diverged, if it did
 */
public record LearningRateCurve(List<Point> points) {
  /** As fastai leaves them out: the average is not settled, the loss has exploded. */
  private static final double FIRST_SHARE = 0.1;

  private static final int LAST_POINTS = 5;

  /**
   * One step.
   *
   * @param rate of it
   * @param loss of its batch
   * @param smoothed average of the losses so far, the later ones most
   */
  public record Point(double rate, double loss, double smoothed) {}

  public LearningRateCurve {
    points = List.copyOf(points);
  }

  /** Those that count. */
  private List<Point> settled() {
    int first = (int) (FIRST_SHARE * points.size());
    int end = points.size() - LAST_POINTS;
    if (end - first < 3) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d steps are too few to see where the loss falls: begin at a lower rate, or take more"
                  + " steps",
              points.size()));
    }
    return points.subList(first, end);
  }

  /**
   * A rate to train with, as fastai's {@code valley}: in the longest fall of the smoothed loss, at
   * about half of it.
   *
   * @throws IllegalStateException if the loss fell at no rate, or there are too few steps
   */
  public double suggestion() {
    List<Point> settled = settled();
    int count = settled.size();
    int[] falls = new int[count]; // points of the longest falling subsequence that ends here
    Arrays.fill(falls, 1);
    int end = 0;
    for (int i = 1; i < count; i++) {
      for (int j = 0; j < i; j++) {
        if (settled.get(i).smoothed() < settled.get(j).smoothed() && falls[i] < falls[j] + 1) {
          falls[i] = falls[j] + 1;
        }
      }
      end = falls[i] > falls[end] ? i : end;
    }
    if (falls[end] == 1) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the loss fell at no rate from %.3g to %.3g: look at the data and the model",
              points.get(0).rate(),
              points.get(points.size() - 1).rate()));
    }
    double third = falls[end] / 3.0;
    return settled.get(end - falls[end] + (int) third + (int) (third / 2)).rate();
  }

  /**
   * The rate at which the smoothed loss falls most steeply, as fastai's {@code steep}.
   *
   * @throws IllegalStateException if there are too few steps
   */
  public double steepest() {
    List<Point> settled = settled();
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i + 1 < settled.size(); i++) {
      double fall = settled.get(i + 1).smoothed() - settled.get(i).smoothed();
      if (fall < least) {
        least = fall;
        best = i;
      }
    }
    return settled.get(best).rate();
  }

  /**
   * A tenth of the rate with the lowest smoothed loss, as fastai's {@code minimum}.
   *
   * @throws IllegalStateException if there are too few steps
   */
  public double tenthOfMinimum() {
    return settled().stream().min(Comparator.comparingDouble(Point::smoothed)).orElseThrow().rate()
        / 10;
  }
}
