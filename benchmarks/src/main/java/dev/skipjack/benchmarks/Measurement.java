package dev.skipjack.benchmarks;

import java.util.List;

/**
 * One contestant on one case.
 *
 * @param steps measured steps, warm-up not counted
 * @param roundSeconds of a step, the median of each round
 * @param roundCores of each round how long a message took from processor to processor and back,
 *     nanoseconds, the longer of before and behind it
 * @param firstStepSeconds from the start of the JVM to the end of the first step
 * @param tenthStepSeconds the tenth step since the start, null if there was none
 * @param peakBytes the most resident memory of the process, null if unknown
 */
public record Measurement(
    Contestant contestant,
    int steps,
    List<Double> roundSeconds,
    List<Double> roundCores,
    double firstStepSeconds,
    Double tenthStepSeconds,
    Long peakBytes) {
  /** Of a step: the median of the rounds. */
  public double seconds() {
    return Medians.of(roundSeconds);
  }

  /**
   * How many times longer the other contestant takes: the median over the rounds that both took
   * part in, so that what slows the machine for a while slows both sides of a quotient.
   */
  public double ratioOf(Measurement other) {
    int rounds = Math.min(roundSeconds.size(), other.roundSeconds.size());
    Double[] ratios = new Double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = other.roundSeconds.get(i) / roundSeconds.get(i);
    }
    return Medians.of(List.of(ratios));
  }

  /** The tenth step in units of a steady one, null if there was none. */
  public Double tenthStepRatio() {
    return tenthStepSeconds == null ? null : tenthStepSeconds / seconds();
  }
}
