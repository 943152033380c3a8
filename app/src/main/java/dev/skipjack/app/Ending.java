package dev.skipjack.app;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Saves what was evaluated last, the network's weights or their average, when a training ends. Of
 * one that was interrupted it says how to go on. Into checkpoints it puts how pictures are
 * prepared, for {@link ExportCommand}.
 */
final class Ending implements TrainingListener {
  /** The key of the preparation in a checkpoint. */
  static final String PREPARATION = "preparation";

  private final Path weights;
  private final Path checkpoints;
  private final StopOnSignal signal;
  private final Optional<Preparation> preparation;
  private boolean ended;
  private boolean interrupted;
  private Optional<String> stopped = Optional.empty();

  /**
   * @param weights the file
   * @param checkpoints their directory; null if there are none
   * @param signal null with checkpoints, with which the training itself looks for signals
   */
  Ending(Path weights, Path checkpoints, StopOnSignal signal, Optional<Preparation> preparation) {
    this.weights = weights;
    this.checkpoints = checkpoints;
    this.signal = signal;
    this.preparation = preparation;
  }

  @Override
  public void ends(TrainingState training) {
    ended = true;
    interrupted =
        signal == null
            ? training.history().epochs().size() < training.epochs() && StopOnSignal.isJvmEnding()
            : signal.isInterrupted();
    if (interrupted && checkpoints != null && hasCheckpointOf(training)) {
      say("a checkpoint lies in " + checkpoints + ": the same command with --resume goes on");
    } else if (interrupted) {
      Path file = interruptedFile();
      save(training, file);
      say("the weights as they are now lie in " + file + "; --from " + file + " begins with them");
    } else {
      stopped = training.stopped();
      save(training, weights);
    }
  }

  /** It is written before; a full disk is a warning, and then there is none. */
  private boolean hasCheckpointOf(TrainingState training) {
    try {
      return !new CheckpointDirectory(checkpoints).newerThan(training.steps() - 1).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static void save(TrainingState training, Path file) {
    try {
      Weights.save(training.inference(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String text) {
    System.err.printf(Locale.ROOT, "%ninterrupted: %s%n", text);
  }

  private Path interruptedFile() {
    String name = weights.getFileName().toString();
    return weights.resolveSibling(
        name.replaceFirst("(\\.safetensors)?$", ".interrupted.safetensors"));
  }

  /** Whether there was anything to train. */
  boolean hasEnded() {
    return ended;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  /** Why the training ended before its last epoch. */
  Optional<String> stopped() {
    return stopped;
  }

  @Override
  public Map<String, String> save() {
    return preparation
        .map(known -> Map.of(PREPARATION, PreparationJson.write(known)))
        .orElse(Map.of());
  }
}
