package dev.skipjack.runtime.train;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes checkpoints of a training when they are due. */
final class CheckpointWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

  private final Checkpoints checkpoints;
  private final CheckpointDirectory directory;
  private final Source source;
  private long lastSteps;
  private int lastEpochs;
  private long lastNanos;

  /** What is written. */
  interface Source {
    /** Its tensors, in the order of the file. */
    Map<String, INDArray> tensors(Numbers numbers);

    /** All else; it puts into {@code numbers} what is too much for text. */
    SavedTraining saved(Numbers numbers);
  }

  CheckpointWriter(Checkpoints checkpoints, Source source) {
    this.checkpoints = checkpoints;
    this.directory = new CheckpointDirectory(checkpoints.directory());
    this.source = source;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * Before the first step of a fit.
   *
   * @param known newer files of the directory that are damaged, which was told
   * @throws UncheckedIOException if none can be written there
   * @throws IllegalStateException if there are checkpoints of another training in the directory, or
   *     of a later step of this one: the next resume would take them for this one's
   */
  void begin(long steps, int epochs, Set<Path> known) {
    List<Path> newer;
    try {
      newer = directory.newerThan(steps).stream().filter(path -> !known.contains(path)).toList();
      directory.checkWritable();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!newer.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has checkpoints that this training did not write, the newest is %s: go on with it, resume(directory), or take another directory",
              checkpoints.directory(),
              newer.get(0).getFileName()));
    }
    wrote(steps, epochs);
  }

  /** After a step; does nothing if it is not time. */
  void stepEnds(long steps) {
    if (checkpoints.isDueAfterStep(steps - lastSteps, System.nanoTime() - lastNanos)) {
      tryToWrite();
    }
  }

  /** After an epoch; does nothing if it is not time. */
  void epochEnds(long steps, int epochs) {
    long nanos = System.nanoTime() - lastNanos;
    if (checkpoints.isDueAfterEpoch(epochs - lastEpochs, steps - lastSteps, nanos)) {
      tryToWrite();
    }
  }

  /**
   * Writes one now. A full disk does not end a training: the checkpoint before is there, the next
   * may succeed, and at the end there are the weights.
   */
  void tryToWrite() {
    try {
      write();
    } catch (UncheckedIOException e) {
      String text = e.getCause().getMessage() + "; the training goes on";
      if (LOG.isWarnEnabled()) {
        LOG.warn(text);
      } else {
        System.getLogger(CheckpointWriter.class.getName()).log(System.Logger.Level.WARNING, text);
      }
    }
  }

  private void write() {
    ObjLongConsumer<Path> event = RecordedEvents.checkpoint();
    Numbers numbers = new Numbers();
    SavedTraining saved = source.saved(numbers);
    wrote(saved.steps(), saved.history().size());
    try {
      Path file =
          directory.write(
              saved.steps(),
              source.tensors(numbers),
              Map.of(Snapshot.KEY, saved.json()),
              checkpoints.kept());
      if (event != null) {
        event.accept(file, saved.steps());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void wrote(long steps, int epochs) {
    lastSteps = steps;
    lastEpochs = epochs;
    lastNanos = System.nanoTime();
  }
}
