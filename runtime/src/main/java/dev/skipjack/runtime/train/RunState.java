package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a training stands, between two of its steps; the loop moves it on. */
final class RunState implements TrainingState {
  private final TrainingNetwork network;
  private final TrainingSettings settings;
  private final Learner learner;
  private final List<History.Epoch> history = new ArrayList<>();

  /** The last one that began. */
  private Fit fit;

  /** Null between epochs. */
  private EpochSoFar epoch;

  private Evaluation seen;
  private long steps;
  private double learningRateScale = 1;
  private String stopped;

  /** Null without checkpoints. */
  private CheckpointWriter writer;

  RunState(TrainingNetwork network, TrainingSettings settings, Learner learner) {
    this.network = network;
    this.settings = settings;
    this.learner = learner;
  }

  /** What a checkpoint has, but for the epoch that was under way. */
  void resume(SavedTraining saved, Numbers numbers) {
    steps = saved.steps();
    learningRateScale = saved.learningRateScale();
    saved.history().forEach(over -> history.add(over.open(numbers)));
  }

  void begin(Fit next) {
    fit = next;
    stopped = null;
  }

  void endFit() {
    fit = fit.end();
  }

  /** The fit that is under way, or was last; null before the first. */
  Fit fit() {
    return fit;
  }

  void openEpoch() {
    epoch = new EpochSoFar(network, settings, learner.optimizer());
    seen = epoch.seen;
  }

  /** The epoch of a checkpoint, from the step on that comes next. */
  void openEpoch(SavedTraining saved, Numbers numbers) {
    openEpoch();
    epoch.batches = saved.batches();
    epoch.seconds = saved.seconds();
    saved.seen().restore(seen, numbers);
  }

  /** The epoch that is under way; null between epochs. */
  EpochSoFar epoch() {
    return epoch;
  }

  /** Of the next step. */
  double rate() {
    return fit.plan()
        .rate(
            settings.schedule,
            learningRateScale,
            history.size(),
            epoch.batches,
            settings.train.batches());
  }

  void stepTaken() {
    epoch.batches++;
    steps++;
  }

  /** Whether the epoch that is under way has taken all its steps. */
  boolean isEpochTrained() {
    return epoch.batches >= stepsPerEpoch();
  }

  /** Whether the step that was taken is the last one of the fit. */
  boolean isLastStep() {
    return isEpochTrained() && history.size() + 1 == fit.goal();
  }

  void epochOver(History.Epoch over) {
    history.add(over);
    leaveEpoch();
  }

  /** Closes the epoch that is under way, if there is one. */
  void leaveEpoch() {
    if (epoch != null) {
      epoch.close();
      epoch = null;
    }
  }

  /** How many epochs are over. */
  int epochsOver() {
    return history.size();
  }

  /** Whether the fit has trained all its epochs. */
  boolean isGoalReached() {
    return history.size() >= fit.goal();
  }

  void writer(CheckpointWriter newWriter) {
    writer = newWriter;
  }

  /** Null without checkpoints. */
  CheckpointWriter writer() {
    return writer;
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
}
