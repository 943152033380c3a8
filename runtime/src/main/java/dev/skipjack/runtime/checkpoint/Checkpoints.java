package dev.skipjack.runtime.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the checkpoints of a training are kept, and how often one is written; immutable.
 *
 * <pre>{@code
 * training.checkpoints(Checkpoints.in(Path.of("run1")).everyMinutes(10).keepLast(3));
 * }</pre>
 *
 * <p>Whatever comes first has one written: so many steps, minutes or epochs since the last. One is
 * written besides when a fit ends, and when the JVM is asked to end (SIGTERM, Ctrl-C). With none of
 * them given it is after each epoch.
 *
 * @param directory made where there is none; for one training
 * @param steps between two, 0: does not matter
 * @param minutes between two, 0: does not matter
 * @param epochs between two, 0: does not matter
 * @param kept how many are kept, the newest
 * @param copy is told of each one that was written; null: nobody
 */
public record Checkpoints(
    Path directory, long steps, double minutes, int epochs, int kept, Copy copy) {
  private static final int KEPT = 3;
  private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

  /** Takes checkpoints elsewhere, to a file system that is none of this machine for instance. */
  @FunctionalInterface
  public interface Copy {
    /**
     * On the thread that trains, which waits.
     *
     * @param file a checkpoint that is on the disk, complete
     * @throws IOException as if the file could not have been written: it is logged and counted, and
     *     the training goes on
     */
    void take(Path file) throws IOException;
  }

  /**
   * @throws IllegalArgumentException if one is negative, or none would be kept
   */
  public Checkpoints {
    if (steps < 0 || !(minutes >= 0) || Double.isInfinite(minutes) || epochs < 0) {
      throw new IllegalArgumentException(
          "a checkpoint is written after a number of steps, minutes or epochs above 0, got "
              + (steps < 0
                  ? steps + " steps"
                  : epochs < 0 ? epochs + " epochs" : minutes + " min"));
    }
    if (kept < 1) {
      throw new IllegalArgumentException("at least 1 checkpoint is kept, not " + kept);
    }
  }

  /** After each epoch; the last three are kept. */
  public static Checkpoints in(Path directory) {
    return new Checkpoints(directory, 0, 0, 0, KEPT, null);
  }

  public Checkpoints everySteps(long newSteps) {
    return new Checkpoints(directory, positive(newSteps), minutes, epochs, kept, copy);
  }

  public Checkpoints everyMinutes(double newMinutes) {
    if (!(newMinutes > 0)) {
      throw new IllegalArgumentException(
          "minutes between two checkpoints are above 0, got " + newMinutes);
    }
    return new Checkpoints(directory, steps, newMinutes, epochs, kept, copy);
  }

  public Checkpoints everyEpochs(int newEpochs) {
    return new Checkpoints(directory, steps, minutes, (int) positive(newEpochs), kept, copy);
  }

  /** How many are kept, the newest; more than one, since a disk may damage one. */
  public Checkpoints keepLast(int newKept) {
    return new Checkpoints(directory, steps, minutes, epochs, newKept, copy);
  }

  /** Has each one taken elsewhere, too; default: it stays where it is. */
  public Checkpoints copy(Copy newCopy) {
    return new Checkpoints(directory, steps, minutes, epochs, kept, newCopy);
  }

  private static long positive(long count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "steps or epochs between two checkpoints are at least 1, got " + count);
    }
    return count;
  }

  /**
   * Whether one is to be written.
   *
   * @param stepsSince the last one
   * @param nanosSince the last one
   */
  public boolean isDueAfterStep(long stepsSince, long nanosSince) {
    return steps > 0 && stepsSince >= steps
        || minutes > 0 && nanosSince >= minutes * NANOS_PER_MINUTE;
  }

  /** The same after an epoch. */
  public boolean isDueAfterEpoch(int epochsSince, long stepsSince, long nanosSince) {
    int wanted = steps == 0 && minutes == 0 && epochs == 0 ? 1 : epochs;
    return wanted > 0 && epochsSince >= wanted || isDueAfterStep(stepsSince, nanosSince);
  }
}
