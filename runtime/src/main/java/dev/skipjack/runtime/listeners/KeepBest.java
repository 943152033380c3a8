package dev.skipjack.runtime.listeners;

import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the weights of the best epoch in a file, which is replaced as a whole. They are those that
 * were evaluated: the average's, if the training has one. For one training.
 */
public final class KeepBest implements TrainingListener {
  private final Path file;
  private final Improvement improvement;
  private final boolean loadsAtEnd;

  private KeepBest(Path file, Improvement improvement, boolean loadsAtEnd) {
    this.file = file;
    this.improvement = improvement;
    this.loadsAtEnd = loadsAtEnd;
  }

  /**
   * @param file as {@link Weights#save} writes it, replaced in each epoch that is the best so far
   * @param metric of the test images; of equal epochs the first one stays
   */
  public static KeepBest in(Path file, Metric metric) {
    return new KeepBest(file, Improvement.by(metric, 0), false);
  }

  /**
   * A new one that gives the network the best weights at the end of a fit, as Keras' {@code
   * restore_best_weights}. What the optimizer remembers stays that of the last step.
   */
  public KeepBest loadAtEnd() {
    return new KeepBest(file, Improvement.by(improvement.metric(), 0), true);
  }

  @Override
  public List<Metric> metrics() {
    return List.of(improvement.metric());
  }

  /**
   * Finds out before the first step whether the file could be written.
   *
   * @throws UncheckedIOException naming the file and the reason, if it could not
   */
  @Override
  public void begins(TrainingState training) {
    run(() -> Weights.checkWritable(file));
  }

  /**
   * @throws UncheckedIOException naming the file and the reason, if it cannot be written; it is
   *     then as it was
   */
  @Override
  public void epochEnds(TrainingState training, History.Epoch epoch) {
    if (improvement.add(epoch)) {
      run(() -> Weights.save(training.inference(), file));
    }
  }

  @Override
  public void ends(TrainingState training) {
    if (loadsAtEnd && improvement.isKnown()) {
      run(() -> Weights.load(training.network(), file));
      run(() -> Weights.load(training.inference(), file)); // an average has its own
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void run(Task task) {
    try {
      task.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public Map<String, String> save() {
    Map<String, String> saved = new TreeMap<>();
    improvement.saveTo(saved);
    return saved;
  }

  @Override
  public void restore(Map<String, String> saved) {
    improvement.restore(saved);
  }
}
