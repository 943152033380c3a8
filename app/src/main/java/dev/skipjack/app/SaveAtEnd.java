package dev.skipjack.app;

import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Saves what was evaluated last: the network's weights, or their average. */
final class SaveAtEnd implements TrainingListener {
  private final Supplier<Path> file;
  private String stopped;

  /**
   * @param file is asked for at the end
   */
  SaveAtEnd(Supplier<Path> file) {
    this.file = file;
  }

  @Override
  public void ends(TrainingState training) {
    stopped = training.stopped().orElse(null);
    try {
      Weights.save(training.inference(), file.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why the training ended before its last epoch; null if it did not. */
  String stopped() {
    return stopped;
  }
}
