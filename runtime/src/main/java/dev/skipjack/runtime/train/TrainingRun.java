package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The loop, and all that lasts from one fit to the next. */
final class TrainingRun implements TrainingState, AutoCloseable {
  private final TrainingNetwork network;
  private final TrainingSettings settings;
  private final List<History.Epoch> history = new ArrayList<>();
  private final Fits fits = new Fits();
  private final Learner learner;

  /** The last one that began. */
  private Fit fit;

  /** A checkpoint that was read and whose fit did not begin yet; else null. */
  private Resumption resumption;

  /** Null without checkpoints. */
  private CheckpointWriter writer;

  /** Null outside of a fit with checkpoints. */
  private StopAtExit exit;

  /** Whether all workers end, because one is asked to; always false without others. */
  private boolean allExit;

  /** Null between epochs. */
  private EpochSoFar epoch;

  private Evaluation seen;
  private long steps;
  private double learningRateScale = 1;
  private String stopped;

  TrainingRun(TrainingNetwork network, TrainingSettings settings) {
    this.network = network;
    this.settings = settings;
    this.learner = new Learner(network);
  }

  /**
   * Goes on with a checkpoint: the network and the history are its at once, all else when its fit
   * begins.
   */
  Resumed resume(Path path, Set<Allow> allowed) throws IOException {
    Resumption found = Resumption.open(path, allowed);
    try {
      found.compare(TrainingIdentity.ofNetwork(network));
      found.restore(network);
    } catch (IOException | RuntimeException | Error e) {
      found.close();
      throw e;
    }
    SavedTraining saved = found.saved();
    resumption = found;
    fits.resume(saved.fits());
    steps = saved.steps();
    learningRateScale = saved.learningRateScale();
    saved.history().forEach(epochOver -> history.add(epochOver.open(found.numbers())));
    return found.describe();
  }

  /** Trains until {@code more} epochs later, or until a listener stops it. */
  void fit(int more) {
    if (fits.isOver(more)) {
      passOver(more);
      return;
    }
    try {
      begin(next(more));
      run();
    } catch (RuntimeException | Error e) {
      if (settings.exchange != null) {
        settings.exchange.fail(e);
      }
      throw e;
    } finally {
      unlock();
    }
    if (isAskedToExit()) {
      StopAtExit.waitForTheEnd();
    }
    exit = null;
    if (allExit) { // what follows would take the weights for trained
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s was asked to end, and all ended after step %,d: go on from its checkpoint",
              settings.exchange.describe(0),
              steps));
    }
  }

  private Fit next(int more) {
    boolean replan = resumption != null && resumption.allows(Allow.OTHER_SCHEDULE);
    return fits.next(more, history.size(), settings, replan);
  }

  /** Of those that had ended, the last one is what the checkpoint is compared with. */
  private void passOver(int more) {
    if (fits.isLastResumed()) {
      resumption.compare(TrainingIdentity.of(network, settings, next(more).plan()));
      resumption.compare(settings.listeners);
    }
    fits.passOver();
    settings.newSchedule = false;
    network.prepareWith(settings.train.preparation().orElse(null));
  }

  private void run() {
    try (StopAtExit stop = settings.writesCheckpoints() ? new StopAtExit() : null) {
      exit = stop;
      tell(listener -> listener.begins(this));
      agree(false);
      while (goesOn()) {
        trainEpoch();
      }
      end();
    } catch (RuntimeException | Error e) {
      leaveEpoch();
      tellAll(listener -> listener.failed(this, e), e);
      throw e;
    }
  }

  private void begin(Fit next) {
    Set<Path> damaged = resumption == null ? Set.of() : resumption.damaged();
    if (resumption == null) {
      learner.open(settings);
    } else {
      restore(next);
    }
    if (settings.exchange != null) {
      compareWorkers(next);
    }
    openWriter(damaged);
    network.prepareWith(settings.train.preparation().orElse(null));
    inference().prepareWith(settings.train.preparation().orElse(null));
    fits.begin(next);
    fit = next;
    settings.newSchedule = false;
    stopped = null;
    allExit = false;
  }

  private void compareWorkers(Fit next) {
    Map<String, String> own = TrainingIdentity.of(network, settings, next.plan());
    own.put("epochs", String.format(Locale.ROOT, "%d to %d", next.first() + 1, next.goal()));
    own.put("steps taken", String.valueOf(steps));
    own.put("weights", Agreement.checksum(network));
    new Agreement(settings.exchange).compare(own);
  }

  /** After a step or an epoch: where one worker stops, all do. */
  private void agree(boolean epochEnds) {
    if (settings.exchange == null) {
      return;
    }
    String weights = epochEnds ? Agreement.checksum(network) : null;
    Agreement.Wish all =
        new Agreement(settings.exchange)
            .agree(new Agreement.Wish(stopped, isAskedToExit(), weights));
    stopped = stopped == null ? all.stopped() : stopped;
    allExit = all.exiting();
  }

  private void openWriter(Set<Path> damaged) {
    if (!settings.writesCheckpoints()) {
      writer = null;
      return;
    }
    if (writer == null || !writer.checkpoints().equals(settings.checkpoints)) {
      RunSource source = new RunSource(this, settings, fits, learner);
      source.check();
      writer = new CheckpointWriter(settings.checkpoints, source, steps, history.size(), damaged);
    }
    writer.lock(steps);
  }

  private void unlock() {
    if (writer != null) {
      writer.unlock();
    }
  }

  private void end() {
    boolean isOver = stopped != null || history.size() >= fit.goal();
    if (isOver) {
      fit = fit.end();
      fits.end();
    } else {
      stopped = "the JVM was asked to end";
    }
    if (writer != null) {
      writer.tryToWrite();
    }
    tell(listener -> listener.ends(this));
  }

  /** Whether this fit trains more; at its end a checkpoint is written anyway. */
  private boolean goesOn() {
    return stopped == null && !isExiting() && history.size() < fit.goal();
  }

  private boolean isLastStep() {
    return epoch.batches == stepsPerEpoch() && history.size() + 1 == fit.goal();
  }

  private boolean isExiting() {
    return settings.exchange == null ? isAskedToExit() : allExit;
  }

  private boolean isAskedToExit() {
    return exit != null && exit.isRequested();
  }

  /** What a checkpoint has besides the network. */
  private void restore(Fit next) {
    SavedTraining saved = resumption.saved();
    Map<String, String> now = TrainingIdentity.of(network, settings, next.plan());
    boolean isSame = fits.isResumed() || saved.seen() != null;
    Set<Allow> others = isSame ? resumption.compare(now) : Set.of();
    learner.open(settings);
    if (isKept(TrainingIdentity.OPTIMIZER, saved, now)) {
      resumption.restore(learner.optimizer());
    }
    if (learner.average() != null && isKept(TrainingIdentity.AVERAGE, saved, now)) {
      resumption.restore(learner.average());
    }
    resumption.compare(settings.listeners);
    resumption.restore(settings.listeners, this);
    if (saved.seen() != null && others.stream().noneMatch(Allow::needsNewEpoch)) {
      openEpoch();
      epoch.batches = saved.batches();
      epoch.seconds = saved.seconds();
      saved.seen().restore(seen, resumption.numbers());
    }
    resumption.close();
    resumption = null;
  }

  private static boolean isKept(String part, SavedTraining saved, Map<String, String> now) {
    return now.get(part).equals(saved.identity().get(part));
  }

  private void trainEpoch() {
    if (epoch == null) {
      openEpoch();
    }
    int number = history.size() + 1;
    tell(listener -> listener.epochBegins(this, number));
    Consumer<History.Epoch> event = RecordedEvents.epoch();
    takeSteps();
    if (epoch.batches < stepsPerEpoch() || isExiting()) {
      return; // stopped
    }
    if (!epoch.step.isNetworkFinite()) {
      throw epoch.step.ruined();
    }
    Evaluation test = TestEvaluation.of(settings, inference(), this::isExiting);
    if (settings.test != null && test == null) {
      return; // given up
    }
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
      event.accept(result);
    }
    tell(listener -> listener.epochEnds(this, result));
    agree(true);
    if (writer != null && goesOn()) {
      writer.epochEnds(steps, history.size());
    }
  }

  private void openEpoch() {
    epoch = new EpochSoFar(network, settings, learner.optimizer());
    seen = epoch.seen;
  }

  private void takeSteps() {
    long begin = System.nanoTime();
    double before = epoch.seconds;
    TrainingStep step = epoch.step;
    try (BatchStream stream =
        settings.train.open(
            network.dataType(),
            history.size(),
            epoch.batches,
            (batch, images) -> step.ownImages(images))) {
      while (stopped == null && !isExiting() && epoch.batches < stepsPerEpoch()) {
        Consumer<Step> event = RecordedEvents.step();
        long asked = System.nanoTime();
        Batch batch = stream.next();
        takeStep(batch, asked, System.nanoTime(), event);
        agree(false);
        epoch.seconds = before + (System.nanoTime() - begin) / 1e9;
        if (writer != null && goesOn() && !isLastStep()) {
          writer.stepEnds(steps);
        }
      }
    }
    epoch.seconds = before + (System.nanoTime() - begin) / 1e9;
  }

  private void takeStep(Batch batch, long asked, long got, Consumer<Step> event) {
    int number = history.size() + 1;
    double rate =
        fit.plan()
            .rate(
                settings.schedule,
                learningRateScale,
                history.size(),
                epoch.batches,
                settings.train.batches());
    epoch.step.run(batch, rate, seen, number, steps + 1);
    if (learner.average() != null) {
      learner.average().stepEnds();
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
        event.accept(step);
      }
      tell(listener -> listener.stepEnds(this, step));
    }
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

  /** The fit that is under way, or was last. */
  Fit fit() {
    return fit;
  }

  /** The epoch that is under way; null between epochs. */
  EpochSoFar epoch() {
    return epoch;
  }

  /** Whether there was a fit, or a checkpoint to go on from. */
  boolean hasBegun() {
    return fit != null || resumption != null;
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
    return learner.inference();
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
  public String testName() {
    return settings.testName;
  }

  @Override
  public Optional<CheckpointFailures> checkpointFailures() {
    return writer == null ? Optional.empty() : writer.failures();
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

  @Override
  public void close() {
    leaveEpoch();
    learner.close();
    if (resumption != null) {
      resumption.close();
      resumption = null;
    }
  }
}
