package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.train.TrainingState.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The loop, and all that lasts from one fit to the next. */
final class TrainingRun implements AutoCloseable {
  private final TrainingNetwork network;
  private final TrainingSettings settings;
  private final Fits fits = new Fits();
  private final Learner learner;
  private final RunState state;
  private final EarlyEnd earlyEnd;

  /** A checkpoint that was read and whose fit did not begin yet; else null. */
  private Resumption resumption;

  TrainingRun(TrainingNetwork network, TrainingSettings settings) {
    this.network = network;
    this.settings = settings;
    this.learner = new Learner(network);
    this.state = new RunState(network, settings, learner);
    this.earlyEnd = new EarlyEnd(settings, state);
  }

  /**
   * Goes on with a checkpoint: the network and the history are its at once, all else when its fit
   * begins.
   */
  Resumed resume(Path path, Set<Allow> allowed) throws IOException {
    Resumption found = Resumption.open(path, allowed);
    Map<String, String> now = TrainingIdentity.ofNetwork(network);
    try {
      found.compare(now);
      found.restore(network);
    } catch (IOException | RuntimeException | Error e) {
      found.close();
      throw e;
    }
    resumption = found;
    fits.resume(found.saved().fits());
    state.resume(found.saved(), found.numbers());
    Resumed resumed = found.describe(now);
    resumed
        .compiledOtherwise()
        .ifPresent(text -> CheckpointWriter.warn(resumed.file() + ": " + text));
    return resumed;
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
    earlyEnd.afterFit();
  }

  private Fit next(int more) {
    boolean replan = resumption != null && resumption.allows(Allow.OTHER_SCHEDULE);
    return fits.next(more, state.epochsOver(), settings, replan);
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
    learner.inference().prepareWith(settings.train.preparation().orElse(null));
    fits.begin(next);
    state.begin(next);
    settings.newSchedule = false;
    earlyEnd.begin();
  }

  /** What a checkpoint has besides the network. */
  private void restore(Fit next) {
    SavedTraining saved = resumption.saved();
    Map<String, String> now = TrainingIdentity.of(network, settings, next.plan());
    boolean isSame = fits.isResumed() || saved.seen() != null;
    Set<Allow> others = isSame ? resumption.compare(now) : Set.of();
    learner.open(settings);
    resumption.restore(learner, now);
    resumption.compare(settings.listeners);
    resumption.restore(settings.listeners, state);
    if (saved.seen() != null && others.stream().noneMatch(Allow::needsNewEpoch)) {
      state.openEpoch(saved, resumption.numbers());
    }
    resumption.close();
    resumption = null;
  }

  private void compareWorkers(Fit next) {
    Map<String, String> own = TrainingIdentity.of(network, settings, next.plan());
    own.put("epochs", String.format(Locale.ROOT, "%d to %d", next.first() + 1, next.goal()));
    own.put("steps taken", String.valueOf(state.steps()));
    own.put("weights", Agreement.checksum(network));
    new Agreement(settings.exchange).compare(own);
  }

  private void openWriter(Set<Path> damaged) {
    if (!settings.writesCheckpoints()) {
      state.writer(null);
      return;
    }
    CheckpointWriter writer = state.writer();
    if (writer == null || !writer.checkpoints().equals(settings.checkpoints)) {
      RunSource source = new RunSource(state, settings, fits, learner);
      source.check();
      writer =
          new CheckpointWriter(
              settings.checkpoints, source, state.steps(), state.epochsOver(), damaged);
      state.writer(writer);
    }
    writer.lock(state.steps());
  }

  private void unlock() {
    if (state.writer() != null) {
      state.writer().unlock();
    }
  }

  private void run() {
    try (StopAtExit exit = settings.writesCheckpoints() ? new StopAtExit() : null) {
      earlyEnd.watch(exit);
      tell(listener -> listener.begins(state));
      earlyEnd.agree();
      while (goesOn()) {
        trainEpoch();
      }
      end();
    } catch (RuntimeException | Error e) {
      state.leaveEpoch();
      tellAll(listener -> listener.failed(state, e), e);
      throw e;
    }
  }

  private void end() {
    boolean isOver = state.stopped().isPresent() || state.isGoalReached();
    if (isOver) {
      state.endFit();
      fits.end();
    } else {
      state.stop("the JVM was asked to end");
    }
    if (state.writer() != null) {
      state.writer().tryToWrite();
    }
    tell(listener -> listener.ends(state));
  }

  /** Whether this fit trains more; at its end a checkpoint is written anyway. */
  private boolean goesOn() {
    return !earlyEnd.isNow() && !state.isGoalReached();
  }

  private void trainEpoch() {
    if (state.epoch() == null) {
      state.openEpoch();
    }
    EpochSoFar epoch = state.epoch();
    int number = state.epochsOver() + 1;
    tell(listener -> listener.epochBegins(state, number));
    Consumer<History.Epoch> event = RecordedEvents.epoch();
    takeSteps(epoch);
    if (!state.isEpochTrained() || earlyEnd.isExiting()) {
      return; // stopped
    }
    if (!epoch.step.isNetworkFinite()) {
      throw epoch.step.ruined();
    }
    Evaluation test = TestEvaluation.of(settings, learner.inference(), earlyEnd::isExiting);
    if (settings.test != null && test == null) {
      return; // given up
    }
    History.Epoch result =
        new History.Epoch(
            number,
            epoch.seen.loss(),
            epoch.seen.accuracy(),
            test,
            epoch.seconds,
            settings.train.images(),
            test == null ? Map.of() : test.metrics());
    state.epochOver(result);
    if (event != null) {
      event.accept(result);
    }
    tell(listener -> listener.epochEnds(state, result));
    earlyEnd.agreeOnWeights();
    if (state.writer() != null && goesOn()) {
      state.writer().epochEnds(state.steps(), state.epochsOver());
    }
  }

  private void takeSteps(EpochSoFar epoch) {
    long begin = System.nanoTime();
    double before = epoch.seconds;
    try (BatchStream stream =
        settings.train.open(
            network.dataType(),
            state.epochsOver(),
            epoch.batches,
            (batch, images) -> epoch.step.ownImages(images))) {
      while (!earlyEnd.isNow() && !state.isEpochTrained()) {
        Consumer<Step> event = RecordedEvents.step();
        long asked = System.nanoTime();
        Batch batch = stream.next();
        takeStep(epoch, batch, asked, System.nanoTime(), event);
        earlyEnd.agree();
        epoch.seconds = before + (System.nanoTime() - begin) / 1e9;
        if (state.writer() != null && goesOn() && !state.isLastStep()) {
          state.writer().stepEnds(state.steps());
        }
      }
    }
    epoch.seconds = before + (System.nanoTime() - begin) / 1e9;
  }

  private void takeStep(EpochSoFar epoch, Batch batch, long asked, long got, Consumer<Step> event) {
    int number = state.epochsOver() + 1;
    double rate = state.rate();
    epoch.step.run(batch, rate, epoch.seen, number, state.steps() + 1);
    if (learner.average() != null) {
      learner.average().stepEnds();
    }
    state.stepTaken();
    if (event != null || !settings.listeners.isEmpty()) {
      Step step =
          new Step(
              state.steps(),
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
      tell(listener -> listener.stepEnds(state, step));
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

  /** Whether there was a fit, or a checkpoint to go on from. */
  boolean hasBegun() {
    return state.fit() != null || resumption != null;
  }

  /** Whether the next fit would go on in the middle of an epoch. */
  boolean isInEpoch() {
    return state.epoch() != null;
  }

  /** All epochs so far. */
  History history() {
    return state.history();
  }

  @Override
  public void close() {
    state.leaveEpoch();
    learner.close();
    if (resumption != null) {
      resumption.close();
      resumption = null;
    }
  }
}
