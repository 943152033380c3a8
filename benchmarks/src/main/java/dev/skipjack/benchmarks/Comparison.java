package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures contestants on a case. Their processes stay alive together and take turns, one round
 * each, so that whatever drifts on the machine meets all of them.
 *
 * @param rounds of each contestant
 * @param roundSeconds about how long a round is; at least one step
 * @param warmUpSeconds of steps before the first round, at least up to the tenth step
 * @param limitSeconds a contestant that has computed for longer takes no further turn
 */
record Comparison(
    int rounds,
    double roundSeconds,
    double warmUpSeconds,
    double limitSeconds,
    int threads,
    Path weights) {
  private static final int TENTH = 10;

  /** Contestants in the order given; the first is the one that ratios refer to. */
  List<Measurement> run(BenchmarkCase benchmarkCase, List<Contestant> contestants)
      throws IOException {
    List<Turn> turns = new ArrayList<>();
    try {
      for (Contestant contestant : contestants) {
        Turn turn = new Turn(contestant, benchmarkCase);
        turns.add(turn);
        turn.checkParameters(benchmarkCase.network());
        turn.warmUp();
      }
      for (int round = 0; round < rounds; round++) {
        for (Turn turn : turns) {
          turn.round();
        }
      }
      List<Measurement> measurements = new ArrayList<>();
      for (Turn turn : turns) {
        measurements.add(turn.end());
      }
      return measurements;
    } finally {
      turns.forEach(Turn::close);
    }
  }

  /** A contestant's process and what it has done so far. */
  private final class Turn implements AutoCloseable {
    private final Contestant contestant;
    private final WorkerProcess process;
    private final List<Double> roundSeconds = new ArrayList<>();
    private Double tenthStep;
    private double spent;
    private double lastStep;
    private int steps;

    Turn(Contestant contestant, BenchmarkCase benchmarkCase) throws IOException {
      this.contestant = contestant;
      this.process = new WorkerProcess(contestant, benchmarkCase, weights, threads);
    }

    void checkParameters(BenchmarkNetwork network) {
      long expected = network.parameters();
      long actual = process.opened().parameters();
      if (actual != expected) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s has %,d parameters in %s, not %,d",
                contestant,
                actual,
                network,
                expected));
      }
    }

    void warmUp() throws IOException {
      int taken = 1; // The process starts with one.
      while (spent < limitSeconds && (taken < TENTH || spent < warmUpSeconds)) {
        lastStep = process.step(1)[0];
        spent += lastStep;
        taken++;
        if (taken == TENTH) {
          tenthStep = lastStep;
        }
      }
    }

    void round() throws IOException {
      if (spent >= limitSeconds && !roundSeconds.isEmpty()) {
        return;
      }
      int count = Math.max(1, (int) Math.round(Comparison.this.roundSeconds / lastStep));
      double[] seconds = process.step(count);
      spent += Arrays.stream(seconds).sum();
      steps += count;
      lastStep = Medians.of(Arrays.stream(seconds).boxed().toList());
      roundSeconds.add(lastStep);
    }

    Measurement end() throws IOException {
      return new Measurement(
          contestant,
          steps,
          roundSeconds,
          process.opened().firstStepSeconds(),
          tenthStep,
          process.end().peakBytes());
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
