package dev.skipjack.app;

import dev.skipjack.runtime.listeners.EarlyStopping;
import dev.skipjack.runtime.listeners.KeepBest;
import dev.skipjack.runtime.listeners.ReduceOnPlateau;
import dev.skipjack.runtime.train.Training;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What is decided after an epoch, by the images to validate with. */
final class DecisionOptions {
  /** Epochs that a rate is kept though nothing became better. */
  private static final int PATIENCE = 3;

  @Range(from = 1, to = 100_000)
  @Option(
      names = "--early-stopping",
      paramLabel = "PATIENCE",
      description =
          "ends the training when so many epochs were no better, by the metric of --keep-best or"
              + " the loss (default: not)")
  private Integer earlyStopping;

  @Option(
      names = "--keep-best",
      paramLabel = "METRIC",
      description =
          "saves the weights of the best epoch instead of the last one's: ${COMPLETION-CANDIDATES}")
  private MetricName keepBest;

  /**
   * Tells a training.
   *
   * @param weights the file to be kept
   * @param reducesOnPlateau whether the learning rate falls when nothing becomes better
   */
  void apply(Training training, Path weights, boolean reducesOnPlateau) {
    MetricName decisive = keepBest == null ? MetricName.LOSS : keepBest;
    if (keepBest != null) {
      training.listen(KeepBest.in(weights, keepBest.metric()).loadAtEnd());
    }
    if (earlyStopping != null) {
      training.listen(EarlyStopping.on(decisive.metric(), earlyStopping));
    }
    if (reducesOnPlateau) {
      training.listen(ReduceOnPlateau.on(decisive.metric(), PATIENCE));
    }
  }
}
