package dev.skipjack.runtime.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What happened in a training, epoch by epoch. */
public record History(List<Epoch> epochs) {
  private static final Set<String> SAID = Set.of("accuracy", "loss");

  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * One epoch.
   *
   * @param number from 1
   * @param loss what is minimized: the weighted sum over all outputs that have a loss, with label
   *     smoothing; that of all training images as if they were one batch ({@link Loss#total}), as
   *     they were when each was seen
   * @param accuracy of the main output, likewise, 0 to 1
   * @param test on the test images after the epoch, null without any; its loss is the main output's
   *     alone, without {@link Training#labelSmoothing}
   * @param seconds of training, evaluation not counted
   * @param images trained on
   * @param metrics others, by name
   */
  public record Epoch(
      int number,
      double loss,
      double accuracy,
      Evaluation test,
      double seconds,
      int images,
      Map<String, Double> metrics) {
    public Epoch {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** Without other metrics. */
    public Epoch(
        int number, double loss, double accuracy, Evaluation test, double seconds, int images) {
      this(number, loss, accuracy, test, seconds, images, Map.of());
    }

    public double imagesPerSecond() {
      return images / seconds;
    }

    /** A line, without a name for what was evaluated on: {@code test}. */
    @Override
    public String toString() {
      return describe(TrainingSettings.TEST);
    }

    /**
     * A line.
     *
     * @param testName what is called so: {@link TrainingState#testName}
     */
    public String describe(String testName) {
      return String.format(
          Locale.ROOT,
          "epoch %d  %.1f s  %.0f images/s  loss %.4f  accuracy %.2f %%%s",
          number,
          seconds,
          imagesPerSecond(),
          loss,
          100 * accuracy,
          test == null ? "" : "  " + testName + ": " + test + describeMetrics());
    }

    /** Those that the evaluation does not say itself. */
    private String describeMetrics() {
      StringBuilder text = new StringBuilder();
      metrics.forEach(
          (name, value) -> {
            if (!SAID.contains(name)) {
              text.append(String.format(Locale.ROOT, ", %s %.4f", name, value));
            }
          });
      return text.toString();
    }
  }

  /** As text, for another process: {@link #parse} has all of it again, to the last bit. */
  public String json() {
    return SavedHistory.of(this).json();
  }

  /**
   * @param json of {@link #json}
   * @throws IllegalArgumentException if it is none, or of another version of Skipjack
   */
  public static History parse(String json) {
    return SavedHistory.parse(json).open();
  }

  /** The last epoch. */
  public Epoch last() {
    return epochs.get(epochs.size() - 1);
  }
}
