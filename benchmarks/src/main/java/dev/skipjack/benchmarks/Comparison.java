package dev.skipjack.benchmarks;

import dev.skipjack.benchmarks.machine.CoreDistance;
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

  /** Of a round during which processors came apart. */
  private static final int MOST_TRIES = 4;

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
        round(turns);
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

  /**
   * A turn of each, all with the processors as near to each other: where they came apart meanwhile,
   * once more.
   */
  private void round(List<Turn> turns) throws IOException {
    for (int tries = 1; ; tries++) {
      int far = 0;
      for (Turn turn : turns) {
        far += turn.round() ? 1 : 0;
      }
      if (far == 0 || far == turns.size() || tries == MOST_TRIES) {
        return;
      }
      turns.forEach(Turn::forgetRound);
    }
  }

  /** A contestant's process and what it has done so far. */
  private final class Turn implements AutoCloseable {
    private final Contestant contestant;
    private final ChildProcess process;
    private double firstStep;
    private final List<Double> roundSeconds = new ArrayList<>();
    private final List<Double> roundCores = new ArrayList<>();
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

    /** Answers with whether processors were far from each other. */
    boolean round() throws IOException {
      if (spent >= limitSeconds && !roundSeconds.isEmpty()) {
        return CoreDistance.isFar(roundCores.get(roundCores.size() - 1));
      }
      double before = CoreDistance.nanos();
      int count = Math.max(1, (int) Math.round(Comparison.this.roundSeconds / lastStep));
      double[] seconds = step(count);
      spent += Arrays.stream(seconds).sum();
      steps += count;
      lastStep = Medians.of(Arrays.stream(seconds).boxed().toList());
      roundSeconds.add(lastStep);
      roundCores.add(Math.max(before, CoreDistance.nanos()));
      return CoreDistance.isFar(roundCores.get(roundCores.size() - 1));
    }

    /** Unless it is the only one that the limit of time left. */
    void forgetRound() {
      if (spent < limitSeconds) {
        roundSeconds.remove(roundSeconds.size() - 1);
        roundCores.remove(roundCores.size() - 1);
      }
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
          roundCores,
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
