package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The loop, and all that lasts from one fit to the next. */
final class TrainingRun implements TrainingState, AutoCloseable {
  private final TrainingNetwork network;
  private final TrainingSettings settings;
  private final List<History.Epoch> history = new ArrayList<>();
  private InferenceNetwork inference;
  private Optimizer.State optimizer;
  private Optimizer opened;
  private WeightAverage.State average;
  private WeightAverage openedAverage;

  /** The last one that began. */
  private Fit fit;

  /** Null between epochs. */
  private EpochSoFar epoch;

  private Evaluation seen;
  private long steps;
  private double learningRateScale = 1;
  private String stopped;

  TrainingRun(TrainingNetwork network, TrainingSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  /** Trains until {@code more} epochs later, or until a listener stops it. */
  void fit(int more) {
    Fit next = next(more);
    openOptimizer();
    openAverage();
    network.prepareWith(settings.train.preparation().orElse(null));
    inference().prepareWith(settings.train.preparation().orElse(null));
    fit = next;
    settings.newSchedule = false;
    stopped = null;
    try {
      tell(listener -> listener.begins(this));
      while (history.size() < fit.goal() && stopped == null) {
        trainEpoch();
      }
      fit = fit.end();
      tell(listener -> listener.ends(this));
    } catch (RuntimeException | Error e) {
      leaveEpoch();
      tellAll(listener -> listener.failed(this, e), e);
      throw e;
    }
  }

  private Fit next(int more) {
    int first = history.size();
    Plan plan =
        settings.newSchedule
            ? new Plan(first, settings.plannedEpochs == 0 ? more : settings.plannedEpochs)
            : fit.plan();
    plan.check(settings.schedule, first + more);
    return new Fit(first, more, plan, false);
  }

  private void openOptimizer() {
    if (opened != settings.optimizer) {
      closeOptimizer();
      optimizer = settings.optimizer.open(network.parameterList(), network.dataType());
      opened = settings.optimizer;
    } else {
      optimizer.restore(optimizer.numbers()); // weights may have changed: bounds are measured anew
    }
  }

  private void openAverage() {
    if (openedAverage != settings.average) {
      closeAverage();
      average = settings.average == null ? null : settings.average.open(network);
      openedAverage = settings.average;
    }
  }

  private void trainEpoch() {
    if (epoch == null) {
      epoch = new EpochSoFar(network, settings, optimizer);
      seen = epoch.seen;
    }
    int number = history.size() + 1;
    tell(listener -> listener.epochBegins(this, number));
    EpochEvent event = EpochEvent.start();
    takeSteps();
    if (epoch.batches < stepsPerEpoch()) {
      return; // stopped
    }
    if (!epoch.step.isNetworkFinite()) {
      throw epoch.step.ruined();
    }
    Evaluation test = evaluate();
    History.Epoch result =
        new History.Epoch(
            number,
            seen.loss(),
            seen.accuracy(),
            test,
            epoch.seconds,
            settings.train.images(),
            test == null ? Map.of() : test.metrics());
    history.add(result);
    leaveEpoch();
    if (event != null) {
      event.finish(result);
    }
    tell(listener -> listener.epochEnds(this, result));
  }

  private void takeSteps() {
    long begin = System.nanoTime();
    double before = epoch.seconds;
    try (BatchStream stream = settings.train.open(network.dataType(), history.size())) {
      for (int passed = 0; passed < epoch.batches; passed++) {
        stream.next();
      }
      while (stopped == null && epoch.batches < stepsPerEpoch()) {
        StepEvent event = StepEvent.start();
        long asked = System.nanoTime();
        Batch batch = stream.next();
        takeStep(batch, asked, System.nanoTime(), event);
        epoch.seconds = before + (System.nanoTime() - begin) / 1e9;
      }
    }
    epoch.seconds = before + (System.nanoTime() - begin) / 1e9;
  }

  private void takeStep(Batch batch, long asked, long got, StepEvent event) {
    int number = history.size() + 1;
    double rate = rate();
    epoch.step.run(batch, rate, seen, number, steps + 1);
    if (average != null) {
      average.stepEnds();
    }
    epoch.batches++;
    steps++;
    if (event != null || !settings.listeners.isEmpty()) {
      Step step =
          new Step(
              steps,
              number,
              batch.size(),
              epoch.step.loss(),
              rate,
              epoch.step.gradientNorm(),
              got - asked,
              System.nanoTime() - got);
      if (event != null) {
        event.finish(step);
      }
      tell(listener -> listener.stepEnds(this, step));
    }
  }

  private double rate() {
    int batches = settings.train.batches();
    long step = fit.plan().step(history.size(), epoch.batches, batches);
    long planned = fit.plan().steps(batches);
    double rate = settings.schedule.at(step, planned) * learningRateScale;
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the schedule gives a learning rate of %s in step %d of %d, which must be above 0",
              rate,
              step + 1,
              planned));
    }
    return rate;
  }

  private Evaluation evaluate() {
    return settings.test == null
        ? null
        : Evaluator.evaluate(
            inference(), settings.test, settings.testLoss(), settings.allMetrics());
  }

  private void tell(Consumer<TrainingListener> what) {
    settings.listeners.forEach(what);
  }

  /** Each of them, whatever others throw. */
  private void tellAll(Consumer<TrainingListener> what, Throwable reason) {
    for (TrainingListener listener : settings.listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException | Error e) {
        reason.addSuppressed(e);
      }
    }
  }

  /** Whether the next fit would go on in the middle of an epoch. */
  boolean isInEpoch() {
    return epoch != null;
  }

  @Override
  public TrainingNetwork network() {
    return network;
  }

  @Override
  public InferenceNetwork inference() {
    if (average != null) {
      return average.network();
    }
    if (inference == null) {
      inference = network.inference();
    }
    return inference;
  }

  @Override
  public int epochs() {
    return fit.goal();
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public long stepsPerEpoch() {
    return settings.train.batches();
  }

  @Override
  public History history() {
    return new History(history);
  }

  @Override
  public Evaluation seen() {
    return seen;
  }

  @Override
  public Batches train() {
    return settings.train;
  }

  @Override
  public Optional<Batches> test() {
    return Optional.ofNullable(settings.test);
  }

  @Override
  public double learningRateScale() {
    return learningRateScale;
  }

  @Override
  public void scaleLearningRate(double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "a learning rate is multiplied by a number above 0, got " + scale);
    }
    learningRateScale = scale;
  }

  @Override
  public void stop(String why) {
    if (stopped == null) {
      stopped = why;
    }
  }

  @Override
  public Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  private void leaveEpoch() {
    if (epoch != null) {
      epoch.close();
      epoch = null;
    }
  }

  private void closeOptimizer() {
    if (optimizer != null) {
      optimizer.close();
      optimizer = null;
      opened = null;
    }
  }

  private void closeAverage() {
    if (average != null) {
      average.close();
      average = null;
      openedAverage = null;
    }
  }

  @Override
  public void close() {
    leaveEpoch();
    closeOptimizer();
    closeAverage();
    if (inference != null) {
      inference.close();
      inference = null;
    }
  }
}
