package dev.skipjack.runtime.listeners;

import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the weights of some epochs in a directory, {@code epoch-0012.safetensors}: the last ones,
 * or the best by a metric. They are those that were evaluated: the average's, if the training has
 * one. Files of other trainings in that directory are replaced where names meet, and else let be.
 * For one training.
 */
public final class KeepEpochs implements TrainingListener {
  private final Path directory;
  private final int most;

  /** Null: the last ones. */
  private final Metric metric;

  /** By number, with the metric's value, or 0. */
  private final Map<Integer, Double> kept = new TreeMap<>();

  private KeepEpochs(Path directory, int most, Metric metric) {
    if (most < 1) {
      throw new IllegalArgumentException("keep at least 1 epoch, not " + most);
    }
    this.directory = directory;
    this.most = most;
    this.metric = metric;
  }

  /**
   * @param most how many, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static KeepEpochs last(Path directory, int most) {
    return new KeepEpochs(directory, most, null);
  }

  /**
   * @param most how many, at least 1; of equal ones the first stay
   * @param metric of the test images
   * @throws IllegalArgumentException if it is less
   */
  public static KeepEpochs best(Path directory, int most, Metric metric) {
    return new KeepEpochs(directory, most, metric);
  }

  /** The file of an epoch, whether it is kept or not. */
  public Path file(int epoch) {
    return directory.resolve(String.format(Locale.ROOT, "epoch-%04d.safetensors", epoch));
  }

  /** The epochs that are kept now. */
  public List<Integer> epochs() {
    return List.copyOf(kept.keySet());
  }

  @Override
  public List<Metric> metrics() {
    return metric == null ? List.of() : List.of(metric);
  }

  /**
   * Finds out before the first step whether files could be written.
   *
   * @throws UncheckedIOException naming a file and the reason, if not
   */
  @Override
  public void begins(TrainingState training) {
    try {
      Weights.checkWritable(file(training.history().epochs().size() + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * @throws UncheckedIOException naming a file and the reason, if it cannot be written, or one that
   *     is not kept any more cannot be deleted
   */
  @Override
  public void epochEnds(TrainingState training, History.Epoch epoch) {
    kept.put(epoch.number(), metric == null ? 0 : Improvement.value(metric, epoch));
    int dropped = kept.size() > most ? worst() : 0;
    try {
      if (dropped != epoch.number()) {
        Weights.save(training.inference(), file(epoch.number()));
        Files.deleteIfExists(file(dropped)); // at last: there are never fewer
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    kept.remove(dropped);
  }

  /** The oldest, or the worst; of equally bad ones the newest. */
  private int worst() {
    List<Integer> numbers = new ArrayList<>(kept.keySet());
    if (metric == null) {
      return numbers.get(0);
    }
    double direction = metric.isHigherBetter() ? 1 : -1;
    Comparator<Integer> byValue =
        Comparator.comparingDouble(
            number -> {
              double value = direction * kept.get(number);
              return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
            });
    return numbers.stream().min(byValue.thenComparing(Comparator.reverseOrder())).orElseThrow();
  }

  @Override
  public Map<String, String> save() {
    Map<String, String> saved = new TreeMap<>();
    kept.forEach((epoch, value) -> saved.put(Integer.toString(epoch), Double.toString(value)));
    return saved;
  }

  @Override
  public void restore(Map<String, String> saved) {
    kept.clear();
    saved.forEach((epoch, value) -> kept.put(Integer.valueOf(epoch), Double.valueOf(value)));
  }
}
