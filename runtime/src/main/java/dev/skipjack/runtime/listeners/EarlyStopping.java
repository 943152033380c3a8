package dev.skipjack.runtime.listeners;

import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ends a fit when a metric has not become better for some epochs, as Keras' {@code EarlyStopping}.
 * Another fit goes on, and stops after the next epoch that is no better. {@link KeepBest} keeps the
 * weights of the best epoch. For one training.
 */
public final class EarlyStopping implements TrainingListener {
  private final int patience;
  private final Improvement improvement;
  private int waited;

  private EarlyStopping(int patience, Improvement improvement) {
    this.patience = patience;
    this.improvement = improvement;
  }

  /**
   * @param metric of the test images
   * @param patience after how many epochs without a better value to stop, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static EarlyStopping on(Metric metric, int patience) {
    if (patience < 1) {
      throw new IllegalArgumentException("patience is at least 1 epoch, got " + patience);
    }
    return new EarlyStopping(patience, Improvement.by(metric, 0));
  }

  /**
   * A new one for which a value is better only if it is so by more than {@code least}.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public EarlyStopping minDelta(double least) {
    return new EarlyStopping(patience, Improvement.by(improvement.metric(), least));
  }

  @Override
  public List<Metric> metrics() {
    return List.of(improvement.metric());
  }

  @Override
  public void epochEnds(TrainingState training, History.Epoch epoch) {
    waited = improvement.add(epoch) ? 0 : waited + 1;
    if (waited >= patience) {
      training.stop(why());
    }
  }

  private String why() {
    String name = improvement.metric().name();
    return improvement.isKnown()
        ? String.format(
            Locale.ROOT,
            "%s has not become better than %.4g, in epoch %d, for %d epochs",
            name,
            improvement.best(),
            improvement.epoch(),
            waited)
        : String.format(Locale.ROOT, "%s has had no value for %d epochs", name, waited);
  }

  @Override
  public Map<String, String> save() {
    Map<String, String> saved = new TreeMap<>(Map.of("waited", Integer.toString(waited)));
    improvement.saveTo(saved);
    return saved;
  }

  @Override
  public void restore(Map<String, String> saved) {
    waited = Saved.integer(saved, "waited");
    improvement.restore(saved);
  }
}
