package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What checkpoints have of a training, as it is when one is written. */
final class RunSource implements CheckpointWriter.Source {
  private final TrainingRun run;
  private final TrainingSettings settings;
  private final Fits fits;
  private final Learner learner;

  RunSource(TrainingRun run, TrainingSettings settings, Fits fits, Learner learner) {
    this.run = run;
    this.settings = settings;
    this.fits = fits;
    this.learner = learner;
  }

  /**
   * Before the first step, not when the first checkpoint is due.
   *
   * @throws UnsupportedOperationException if something does not say what it remembers
   */
  void check() {
    learner.optimizer().tensors();
    settings.mainLoss().total().save();
    settings.auxiliaryLosses.forEach(other -> other.loss().total().save());
  }

  @Override
  public SavedTraining saved(Numbers numbers) {
    TrainingNetwork network = run.network();
    EpochSoFar epoch = run.epoch();
    List<SavedTraining.SavedListener> listeners = new ArrayList<>();
    Snapshot.named(settings.listeners)
        .forEach(
            (name, listener) ->
                listeners.add(new SavedTraining.SavedListener(name, listener.save())));
    return new SavedTraining(
        SavedTraining.VERSION,
        TrainingIdentity.of(network, settings, run.fit().plan()),
        run.steps(),
        network.step(),
        epoch == null ? 0 : epoch.batches,
        epoch == null ? 0 : epoch.seconds,
        run.learningRateScale(),
        fits.all(),
        run.history().epochs().stream()
            .map(over -> SavedTraining.SavedEpoch.of(over, numbers))
            .toList(),
        epoch == null ? null : SavedEvaluation.of(epoch.seen, true, numbers),
        learner.optimizer().numbers(),
        learner.average() == null ? null : learner.average().numbers(),
        listeners);
  }

  @Override
  public Map<String, INDArray> tensors(Numbers numbers) {
    Map<String, Map<String, INDArray>> ofListeners = new LinkedHashMap<>();
    Snapshot.named(settings.listeners)
        .forEach((name, listener) -> ofListeners.put(name, listener.tensors(run)));
    Map<String, INDArray> all = Snapshot.tensors(run.network(), learner, ofListeners);
    all.put(Snapshot.NUMBERS, Snapshot.array(numbers));
    return all;
  }
}
