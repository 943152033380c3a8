package dev.skipjack.app;

import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.util.concurrent.CountDownLatch;

/**
 * Ends a training after its step when the JVM is told to end (Ctrl-C, SIGTERM), and keeps the JVM
 * until what follows is done: {@link #close}. It then ends as it would have, with 128 and the
 * signal's number: 130 or 143.
 */
final class StopOnSignal implements TrainingListener, AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "stop on signal");
  private volatile boolean interrupted;

  /** From now on. */
  StopOnSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    interrupted = true;
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stepEnds(TrainingState training, TrainingState.Step step) {
    if (interrupted) {
      training.stop("interrupted");
    }
  }

  /** Whether it was told to, seen from anywhere: it takes no more hooks then. */
  static boolean isJvmEnding() {
    Thread none = new Thread(() -> {}, "never run");
    try {
      Runtime.getRuntime().addShutdownHook(none);
      Runtime.getRuntime().removeShutdownHook(none);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Whether the JVM was told to end. */
  boolean isInterrupted() {
    return interrupted;
  }

  /** Nothing is left to be saved. */
  @Override
  public void close() {
    done.countDown();
    if (!interrupted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) { // it has just begun to end
        interrupted = true;
      }
    }
  }
}
