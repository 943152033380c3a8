package dev.skipjack.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of the comparison, as it is printed and saved.
 *
 * @param secondsPerStep the median of the rounds
 * @param ratio of its time to that of the case's first contestant, see {@link Measurement#ratioOf}
 * @param gigaflops 10⁹ operations per second, of the operations that the network needs
 * @param peakShare of the machine's fastest matrix product
 * @param measurement what the rest was computed from
 */
public record Row(
    String benchmarkCase,
    double secondsPerStep,
    double imagesPerSecond,
    double ratio,
    double gigaflops,
    double peakShare,
    Measurement measurement) {
  /**
   * @param measurements of one case; the first is what ratios refer to
   * @param peakGigaflops of the machine
   */
  static List<Row> of(
      BenchmarkCase benchmarkCase, List<Measurement> measurements, double peakGigaflops) {
    List<Row> rows = new ArrayList<>();
    for (Measurement measurement : measurements) {
      double seconds = measurement.seconds();
      double gigaflops = benchmarkCase.gigaflops() / seconds;
      rows.add(
          new Row(
              benchmarkCase.toString(),
              seconds,
              benchmarkCase.batch() / seconds,
              measurements.get(0).ratioOf(measurement),
              gigaflops,
              gigaflops / peakGigaflops,
              measurement));
    }
    return rows;
  }
}
