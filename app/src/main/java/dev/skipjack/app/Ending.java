package dev.skipjack.app;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.runtime.train.CheckpointFailures;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Saves what was evaluated last, the network's weights or their average, when a training ends. Of
 * one that was interrupted or failed it says how to go on. Into checkpoints it puts how pictures
 * are prepared, for {@link ExportCommand}.
 */
final class Ending implements TrainingListener {
  /** The key of the preparation in a checkpoint. */
  static final String PREPARATION = "preparation";

  private final Path weights;
  private final Path checkpoints;
  private final StopOnSignal signal;
  private final Optional<Preparation> preparation;
  private final PrintWriter errors;
  private long begun;
  private boolean ended;
  private boolean interrupted;
  private boolean saved;
  private boolean displaced;
  private Optional<String> stopped = Optional.empty();
  private Optional<CheckpointFailures> failures = Optional.empty();

  /**
   * @param weights the file
   * @param checkpoints their directory; null if there are none
   * @param signal null with checkpoints, with which the training itself looks for signals
   * @param errors where it says what is not as it should be
   */
  Ending(
      Path weights,
      Path checkpoints,
      StopOnSignal signal,
      Optional<Preparation> preparation,
      PrintWriter errors) {
    this.weights = weights;
    this.checkpoints = checkpoints;
    this.signal = signal;
    this.preparation = preparation;
    this.errors = errors;
  }

  @Override
  public void begins(TrainingState training) {
    begun = training.steps();
  }

  @Override
  public void ends(TrainingState training) {
    ended = true;
    failures = training.checkpointFailures();
    interrupted =
        signal == null
            ? training.history().epochs().size() < training.epochs() && StopOnSignal.isJvmEnding()
            : signal.isInterrupted();
    if (interrupted) {
      leave(training, "interrupted", training.steps() - 1);
      failures.ifPresent(this::warn);
    } else {
      stopped = training.stopped();
      save(training, weights);
      saved = !displaced;
    }
  }

  /** What was learned until then is not lost, whatever it was that failed. */
  @Override
  public void failed(TrainingState training, Throwable reason) {
    if (!ended && training.steps() > begun) {
      leave(training, "failed", -1);
      training.checkpointFailures().ifPresent(this::warn);
    }
  }

  /**
   * Where there is no checkpoint, weights are saved beside their place, so that half-trained ones
   * replace no good ones.
   *
   * @param step a checkpoint of a later one is enough
   */
  private void leave(TrainingState training, String what, long step) {
    if (checkpoints != null && hasCheckpointAfter(step)) {
      say(what, "a checkpoint lies in %s: the same command with --resume goes on", checkpoints);
      return;
    }
    Path file = save(training, interruptedFile());
    if (file != null) {
      say(what, "the weights as they are now lie in %s; --from %1$s begins with them", file);
    }
  }

  /** It is written before; a full disk is a warning, and then there is none. */
  private boolean hasCheckpointAfter(long step) {
    try {
      return !new CheckpointDirectory(checkpoints).newerThan(step).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where they are; null if they are lost. */
  private Path save(TrainingState training, Path file) {
    try {
      Rescue.Saved where = Rescue.save(training.inference(), file);
      displaced = where.reason().isPresent();
      where
          .reason()
          .ifPresent(
              why ->
                  errors.printf(
                      Locale.ROOT, "%n%s%nthe weights lie in %s instead%n", why, where.place()));
      return where.place();
    } catch (IOException e) {
      displaced = true;
      errors.printf(Locale.ROOT, "%n%s%nthe weights are lost%n", e.getMessage());
      return null;
    }
  }

  private void warn(CheckpointFailures failed) {
    errors.println("warning: " + failed);
  }

  private void say(String what, String text, Path path) {
    errors.printf(Locale.ROOT, "%n%s: %s%n", what, String.format(Locale.ROOT, text, path));
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

  /** Whether it trained to its end, and the weights are where they were to be. */
  boolean hasSaved() {
    return saved;
  }

  /** Whether weights are elsewhere than they were to be, or lost, which was told. */
  boolean isDisplaced() {
    return displaced;
  }

  /** Why the training ended before its last epoch. */
  Optional<String> stopped() {
    return stopped;
  }

  /** Checkpoints that could not be written. */
  Optional<CheckpointFailures> checkpointFailures() {
    return failures;
  }

  @Override
  public Map<String, String> save() {
    return preparation
        .map(known -> Map.of(PREPARATION, PreparationJson.write(known)))
        .orElse(Map.of());
  }
}
