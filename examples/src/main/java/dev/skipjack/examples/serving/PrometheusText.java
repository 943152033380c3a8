package dev.skipjack.examples.serving;

import dev.skipjack.runtime.serve.PoolMetrics;
import java.util.Locale;
import java.util.Map;

/** The figures of a pool in the text format that Prometheus reads. */
final class PrometheusText {
  private static final double SECONDS = 1e-9;

  private final StringBuilder text = new StringBuilder();

  private PrometheusText() {}

  static String of(PoolMetrics metrics) {
    PrometheusText all = new PrometheusText();
    all.kind("requests_total", "counter");
    all.value("requests_total{outcome=\"completed\"}", metrics.completed());
    all.value("requests_total{outcome=\"failed\"}", metrics.failed());
    all.value("requests_total{outcome=\"rejected\"}", metrics.rejected());
    all.value("requests_total{outcome=\"cancelled\"}", metrics.cancelled());
    all.kind("predictions_total", "counter");
    for (Map.Entry<Integer, Long> entry : metrics.batchSizes().entrySet()) {
      all.value("predictions_total{images=\"" + entry.getKey() + "\"}", entry.getValue());
    }
    all.gauge("forks", metrics.forks());
    all.gauge("queue_size", metrics.queueSize());
    all.gauge("requests_waiting", metrics.waiting());
    all.gauge("requests_running", metrics.running());
    all.kind("latency_seconds", "gauge");
    all.value("latency_seconds{quantile=\"0.5\"}", metrics.p50().toNanos() * SECONDS);
    all.value("latency_seconds{quantile=\"0.99\"}", metrics.p99().toNanos() * SECONDS);
    return all.text.toString();
  }

  private void gauge(String name, double value) {
    kind(name, "gauge");
    value(name, value);
  }

  private void kind(String name, String kind) {
    text.append("# TYPE skipjack_").append(name).append(' ').append(kind).append('\n');
  }

  private void value(String name, double value) {
    text.append("skipjack_").append(name).append(' ');
    text.append(value == Math.rint(value) ? Long.toString((long) value) : number(value));
    text.append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
