package dev.skipjack.app;

import dev.skipjack.runtime.metrics.Metrics;
import dev.skipjack.runtime.train.Metric;
import java.util.Locale;

/** The metrics of the command line. */
enum MetricName {
  ACCURACY(Metrics.accuracy()),
  LOSS(Metrics.loss()),
  PRECISION(Metrics.precision()),
  RECALL(Metrics.recall()),
  F1(Metrics.f1());

  private final Metric metric;

  MetricName(Metric metric) {
    this.metric = metric;
  }

  Metric metric() {
    return metric;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
