package dev.skipjack.runtime.train;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.checkpoint.DirectoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /** Newer files of the directory that are damaged, which was told. */
  private final Set<Path> damaged;

  /** Null between fits. */
  private DirectoryLock lock;

  private long lastSteps;
  private int lastEpochs;
  private long lastNanos;
  private int tried;
  private int failed;
  private String reason;

  /** What is written. */
  interface Source {
    /** Its tensors, in the order of the file. */
    Map<String, INDArray> tensors(Numbers numbers);

    /** All else; it puts into {@code numbers} what is too much for text. */
    SavedTraining saved(Numbers numbers);
  }

  /**
   * @param steps that were taken so far
   * @param epochs that are over
   * @param damaged newer files of the directory that are damaged, which was told
   */
  CheckpointWriter(
      Checkpoints checkpoints, Source source, long steps, int epochs, Set<Path> damaged) {
    this.checkpoints = checkpoints;
    this.directory = new CheckpointDirectory(checkpoints.directory());
    this.source = source;
    this.damaged = damaged;
    count(steps, epochs);
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * Before the first step of a fit, which has the directory to itself until {@link #unlock}.
   *
   * @throws UncheckedIOException if none can be written there, or another training is at it
   * @throws IllegalStateException if there are checkpoints of another training in the directory, or
   *     of a later step of this one: the next resume would take them for this one's
   */
  void lock(long steps) {
    try {
      lock = directory.lock();
      lock.problem().ifPresent(CheckpointWriter::warn);
      checkIsNewest(steps);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void checkIsNewest(long steps) throws IOException {
    Optional<Path> newer =
        directory.newerThan(steps).stream().filter(path -> !damaged.contains(path)).findFirst();
    if (newer.isPresent()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has checkpoints that this training did not write, the newest is %s: go on with it, resume(directory), or take another directory",
              checkpoints.directory(),
              newer.get().getFileName()));
    }
  }

  void unlock() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
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
    tried++;
    try {
      write();
    } catch (IOException e) {
      failed++;
      reason = e.getMessage();
      warn(reason + "; the training goes on");
    }
  }

  static void warn(String text) {
    if (LOG.isWarnEnabled()) {
      LOG.warn(text);
    } else {
      System.getLogger(CheckpointWriter.class.getName()).log(System.Logger.Level.WARNING, text);
    }
  }

  /** Empty if all were written. */
  Optional<CheckpointFailures> failures() {
    return failed == 0
        ? Optional.empty()
        : Optional.of(new CheckpointFailures(failed, tried, reason));
  }

  private void write() throws IOException {
    ObjLongConsumer<Path> event = RecordedEvents.checkpoint();
    Numbers numbers = new Numbers();
    SavedTraining saved = source.saved(numbers);
    count(saved.steps(), saved.history().size());
    Path file =
        directory.write(
            saved.steps(),
            source.tensors(numbers),
            Map.of(Snapshot.KEY, saved.json()),
            checkpoints.kept());
    if (checkpoints.copy() != null) {
      checkpoints.copy().take(file);
    }
    if (event != null) {
      event.accept(file, saved.steps());
    }
  }

  private void count(long steps, int epochs) {
    lastSteps = steps;
    lastEpochs = epochs;
    lastNanos = System.nanoTime();
  }
}
