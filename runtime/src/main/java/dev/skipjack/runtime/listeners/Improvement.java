package dev.skipjack.runtime.listeners;

import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Metric;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The best value of a metric so far, and by how much another one must be better. */
final class Improvement {
  private final Metric metric;

  /** How far from a best value another one begins to count as better, above 0. */
  private final ToDoubleFunction<Double> distance;

  private boolean known;
  private double best;
  private int epoch;

  private Improvement(Metric metric, ToDoubleFunction<Double> distance) {
    this.metric = metric;
    this.distance = distance;
  }

  /** What is better by more than {@code least}. */
  static Improvement by(Metric metric, double least) {
    check(least);
    return new Improvement(metric, best -> least);
  }

  /** What is better by more than this share of the best: PyTorch's {@code threshold_mode='rel'}. */
  static Improvement byShare(Metric metric, double least) {
    check(least);
    return new Improvement(metric, best -> least * best);
  }

  private static void check(double least) {
    if (!(least >= 0) || Double.isInfinite(least)) {
      throw new IllegalArgumentException("an improvement must be at least 0, got " + least);
    }
  }

  /** The metric's value in an epoch. */
  static double value(Metric metric, History.Epoch epoch) {
    Double value = epoch.metrics().get(metric.name());
    if (value == null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s was not measured in epoch %d, but only %s",
              metric.name(),
              epoch.number(),
              epoch.metrics().keySet()));
    }
    return value;
  }

  /** Takes note of an epoch; true if it is the best so far. NaN is never better. */
  boolean add(History.Epoch ended) {
    double value = value(metric, ended);
    if (Double.isNaN(value)) {
      return false;
    }
    if (known) {
      double least = distance.applyAsDouble(best);
      boolean better = metric.isHigherBetter() ? value - least > best : value + least < best;
      if (!better) {
        return false;
      }
    }
    known = true;
    best = value;
    epoch = ended.number();
    return true;
  }

  Metric metric() {
    return metric;
  }

  /** Whether there is a best value. */
  boolean isKnown() {
    return known;
  }

  double best() {
    return best;
  }

  /** The epoch of the best value. */
  int epoch() {
    return epoch;
  }

  void saveTo(Map<String, String> saved) {
    if (known) {
      saved.put("best", Double.toString(best));
      saved.put("epoch", Integer.toString(epoch));
    }
  }

  void restore(Map<String, String> saved) {
    known = saved.containsKey("best");
    if (known) {
      best = Double.parseDouble(saved.get("best"));
      epoch = Saved.integer(saved, "epoch");
    }
  }
}
