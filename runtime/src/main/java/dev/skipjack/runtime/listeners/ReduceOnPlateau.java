package dev.skipjack.runtime.listeners;

import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lowers the learning rate when a metric has not become better for some epochs, as PyTorch's {@code
 * ReduceLROnPlateau}: what the schedule gives, usually a constant, is multiplied by a scale that
 * falls. For one training, the only one of its kind in it.
 */
public final class ReduceOnPlateau implements TrainingListener {
  private static final double LEAST = 1e-8;

  private final Settings settings;
  private final Improvement improvement;
  private int bad;
  private int cooling;
  private double scale = 1;

  /**
   * PyTorch's arguments.
   *
   * @param leastScale of the rate that the schedule gives: {@code min_lr} of a constant one
   */
  private record Settings(
      Metric metric,
      int patience,
      double factor,
      double threshold,
      boolean relative,
      int cooldown,
      double leastScale) {
    Settings {
      if (patience < 0 || cooldown < 0) {
        throw new IllegalArgumentException(
            "patience and cooldown are at least 0 epochs, got " + patience + " and " + cooldown);
      }
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException(
            "the rate is multiplied by a factor in (0, 1), got " + factor);
      }
      if (!(leastScale > 0 && leastScale < 1)) {
        throw new IllegalArgumentException(
            "the least part of the rate must be in (0, 1), got " + leastScale);
      }
    }
  }

  private ReduceOnPlateau(Settings settings) {
    this.settings = settings;
    this.improvement =
        settings.relative()
            ? Improvement.byShare(settings.metric(), settings.threshold())
            : Improvement.by(settings.metric(), settings.threshold());
  }

  /**
   * A tenth of the rate, where a value must be better by more than the 10,000th part of the best.
   *
   * @param metric of the test images
   * @param patience how many epochs without a better value are let pass, at least 0; PyTorch's
   *     default is 10
   * @throws IllegalArgumentException if it is less
   */
  public static ReduceOnPlateau on(Metric metric, int patience) {
    return new ReduceOnPlateau(new Settings(metric, patience, 0.1, 1e-4, true, 0, LEAST));
  }

  /**
   * A new one with another factor.
   *
   * @param factor in (0, 1)
   * @throws IllegalArgumentException if it is outside that range
   */
  public ReduceOnPlateau factor(double factor) {
    Settings s = settings;
    return new ReduceOnPlateau(
        new Settings(
            s.metric(),
            s.patience(),
            factor,
            s.threshold(),
            s.relative(),
            s.cooldown(),
            s.leastScale()));
  }

  /**
   * A new one for which a value is better only if it is so by more than {@code least}: PyTorch's
   * {@code threshold_mode='abs'}.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public ReduceOnPlateau minDelta(double least) {
    Settings s = settings;
    return new ReduceOnPlateau(
        new Settings(
            s.metric(), s.patience(), s.factor(), least, false, s.cooldown(), s.leastScale()));
  }

  /**
   * A new one that counts no epoch as bad for some epochs after each reduction.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public ReduceOnPlateau cooldown(int epochs) {
    Settings s = settings;
    return new ReduceOnPlateau(
        new Settings(
            s.metric(),
            s.patience(),
            s.factor(),
            s.threshold(),
            s.relative(),
            epochs,
            s.leastScale()));
  }

  /**
   * A new one that does not lower the rate below a part of what the schedule gives.
   *
   * @param part in (0, 1); default: 1e-8
   * @throws IllegalArgumentException if it is outside that range
   */
  public ReduceOnPlateau atLeast(double part) {
    Settings s = settings;
    return new ReduceOnPlateau(
        new Settings(
            s.metric(), s.patience(), s.factor(), s.threshold(), s.relative(), s.cooldown(), part));
  }

  @Override
  public List<Metric> metrics() {
    return List.of(settings.metric());
  }

  @Override
  public void begins(TrainingState training) {
    training.scaleLearningRate(scale); // of a fit before, or of a checkpoint
  }

  @Override
  public void epochEnds(TrainingState training, History.Epoch epoch) {
    bad = improvement.add(epoch) ? 0 : bad + 1;
    if (cooling > 0) {
      cooling--;
      bad = 0;
    }
    if (bad > settings.patience()) {
      scale = Math.max(scale * settings.factor(), settings.leastScale());
      cooling = settings.cooldown();
      bad = 0;
      training.scaleLearningRate(scale);
    }
  }

  @Override
  public Map<String, String> save() {
    Map<String, String> saved =
        new TreeMap<>(
            Map.of(
                "bad", Integer.toString(bad),
                "cooling", Integer.toString(cooling),
                "scale", Double.toString(scale)));
    improvement.saveTo(saved);
    return saved;
  }

  @Override
  public void restore(Map<String, String> saved) {
    bad = Saved.integer(saved, "bad");
    cooling = Saved.integer(saved, "cooling");
    scale = Saved.real(saved, "scale");
    improvement.restore(saved);
  }
}
