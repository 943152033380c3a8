package dev.skipjack.benchmarks;

import dev.skipjack.benchmarks.machine.Machine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as tables for people. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(Results results) {
    StringBuilder text = new StringBuilder();
    Machine machine = results.machine();
    text.append(
        format(
            "%s, %d threads, JDK %s. Matrix product: %.0f GFLOP/s (%s); memory copy: %.1f GB/s.%n%n",
            machine.processor(),
            machine.threads(),
            machine.jdk(),
            machine.productGigaflops(),
            machine.product(),
            machine.copyGigabytes()));
    if (!results.rows().isEmpty()) {
      text.append(comparison(results.rows())).append(format("%n"));
      List<List<String>> best = bestOthers(results.rows());
      if (!best.isEmpty()) {
        text.append(table(List.of("case", "first, ms", "best other", "ms", "other / first"), best))
            .append(format("%n"));
      }
    }
    if (!results.compileTimes().isEmpty()) {
      text.append(compileTimes(results.compileTimes()));
    }
    return text.toString();
  }

  private static String comparison(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      Measurement measurement = row.measurement();
      cells.add(
          List.of(
              row.benchmarkCase(),
              measurement.contestant().toString(),
              format("%.1f", 1e3 * row.secondsPerStep()),
              format("%.1f", row.imagesPerSecond()),
              format("%.2f", row.ratio()),
              format("%.1f", row.gigaflops()),
              format("%.1f %%", 100 * row.peakShare()),
              measurement.peakBytes() == null ? "" : format("%,d", measurement.peakBytes() >> 20),
              range(measurement.roundCores()),
              format("%.1f", measurement.firstStepSeconds()),
              measurement.tenthStepRatio() == null
                  ? ""
                  : format("%.2f", measurement.tenthStepRatio())));
    }
    return table(
        List.of(
            "case",
            "contestant",
            "ms a step",
            "images/s",
            "time, first = 1",
            "GFLOP/s",
            "of the peak",
            "peak MiB",
            "ns between processors",
            "s from start to first step",
            "10th step, steady = 1"),
        cells);
  }

  private static String range(List<Double> values) {
    String least = format("%.0f", Collections.min(values));
    String most = format("%.0f", Collections.max(values));
    return least.equals(most) ? least : least + " to " + most;
  }

  /** The first contestant of each case beside the fastest of the others, by the ratio. */
  private static List<List<String>> bestOthers(List<Row> rows) {
    Map<String, List<Row>> cases =
        rows.stream()
            .collect(
                Collectors.groupingBy(Row::benchmarkCase, LinkedHashMap::new, Collectors.toList()));
    List<List<String>> cells = new ArrayList<>();
    for (List<Row> contestants : cases.values()) {
      Row first = contestants.get(0);
      contestants.stream()
          .skip(1)
          .min(Comparator.comparingDouble(Row::ratio))
          .ifPresent(
              best ->
                  cells.add(
                      List.of(
                          first.benchmarkCase(),
                          format("%.1f", 1e3 * first.secondsPerStep()),
                          best.measurement().contestant().toString(),
                          format("%.1f", 1e3 * best.secondsPerStep()),
                          format("%.2f", best.ratio()))));
    }
    return cells;
  }

  private static String compileTimes(List<CompileTime> times) {
    List<List<String>> cells = new ArrayList<>();
    for (CompileTime time : times) {
      cells.add(
          List.of(
              time.model(),
              format("%.2f", time.seconds()),
              format("%.2f", time.processorSeconds())));
    }
    return table(List.of("model", "javac, s", "of it the processor, s"), cells);
  }

  /** The first column is text, numbers stand right. */
  static String table(List<String> heads, List<List<String>> cells) {
    StringBuilder text = new StringBuilder(line(heads));
    text.append("|").append("---|");
    text.append("---:|".repeat(heads.size() - 1)).append(format("%n"));
    cells.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + format(" |%n");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
