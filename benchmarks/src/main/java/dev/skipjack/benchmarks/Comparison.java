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
      throws IOException, InterruptedException {
    for (Contestant contestant : contestants) {
      contestant.prepare(benchmarkCase, weights, threads);
    }
    List<Turn> turns = new ArrayList<>();
    try {
      for (Contestant contestant : contestants) {
        Turn turn = new Turn(contestant, benchmarkCase);
        turns.add(turn);
        turn.begin(benchmarkCase.network());
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
    private final ChildProcess process;
    private double firstStep;
    private final List<Double> roundSeconds = new ArrayList<>();
    private Double tenthStep;
    private double spent;
    private double lastStep = Double.POSITIVE_INFINITY;
    private int steps;

    Turn(Contestant contestant, BenchmarkCase benchmarkCase) throws IOException {
      this.contestant = contestant;
      this.process = contestant.start(benchmarkCase, weights, threads);
    }

    void begin(BenchmarkNetwork network) throws IOException {
      Worker.Opened opened = process.answer(Worker.Opened.class);
      if (opened.parameters() != network.parameters()) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s has %,d parameters in %s, not %,d",
                contestant,
                opened.parameters(),
                network,
                network.parameters()));
      }
      firstStep = opened.firstStepSeconds();
      spent = firstStep;
      for (int taken = 2; spent < limitSeconds && !warm(taken); taken++) {
        lastStep = step(1)[0];
        spent += lastStep;
        if (taken == TENTH) {
          tenthStep = lastStep;
        }
      }
    }

    private boolean warm(int taken) {
      return taken > TENTH && spent - firstStep >= warmUpSeconds;
    }

    void round() throws IOException {
      if (spent >= limitSeconds && !roundSeconds.isEmpty()) {
        return;
      }
      int count = Math.max(1, (int) Math.round(Comparison.this.roundSeconds / lastStep));
      double[] seconds = step(count);
      spent += Arrays.stream(seconds).sum();
      steps += count;
      lastStep = Medians.of(Arrays.stream(seconds).boxed().toList());
      roundSeconds.add(lastStep);
    }

    private double[] step(int count) throws IOException {
      process.request("step " + count);
      return process.answer(Worker.Stepped.class).seconds();
    }

    Measurement end() throws IOException {
      process.request("end");
      return new Measurement(
          contestant,
          steps,
          roundSeconds,
          firstStep,
          tenthStep,
          process.answer(Worker.Ended.class).peakBytes());
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
