package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What checkpoints have of a training, as it is when one is written. */
final class RunSource implements CheckpointWriter.Source {
  private final RunState state;
  private final TrainingSettings settings;
  private final Fits fits;
  private final Learner learner;

  RunSource(RunState state, TrainingSettings settings, Fits fits, Learner learner) {
    this.state = state;
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
    TrainingNetwork network = state.network();
    EpochSoFar epoch = state.epoch();
    List<SavedTraining.SavedListener> listeners = new ArrayList<>();
    Snapshot.named(settings.listeners)
        .forEach(
            (name, listener) ->
                listeners.add(new SavedTraining.SavedListener(name, listener.save())));
    return new SavedTraining(
        SavedTraining.VERSION,
        TrainingIdentity.of(network, settings, state.fit().plan()),
        state.steps(),
        network.step(),
        epoch == null ? 0 : epoch.batches,
        epoch == null ? 0 : epoch.seconds,
        state.learningRateScale(),
        fits.all(),
        state.history().epochs().stream()
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
        .forEach((name, listener) -> ofListeners.put(name, listener.tensors(state)));
    Map<String, INDArray> all = Snapshot.tensors(state.network(), learner, ofListeners);
    all.put(Snapshot.NUMBERS, Snapshot.array(numbers));
    return all;
  }
}
