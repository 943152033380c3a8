package dev.skipjack.runtime.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the loop end after its step where the JVM is asked to end (SIGTERM, Ctrl-C), and lets the JVM
 * go when a checkpoint is written. For the thread that trains.
 */
final class StopAtExit implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;

  private final Thread trainer = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "skipjack-checkpoint-at-exit");
  private volatile boolean requested;

  StopAtExit() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      requested = true; // it is going already
    }
  }

  private void await() {
    requested = true;
    try {
      while (!done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (!trainer.isAlive() || isExiting()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the training thread itself has called System.exit, which waits for this hook. */
  private boolean isExiting() {
    for (StackTraceElement frame : trainer.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Shutdown")) {
        return true;
      }
    }
    return false;
  }

  boolean isRequested() {
    return requested;
  }

  /** Lets the JVM go. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it is going
    }
  }

  /** Waits for the end of the JVM: what comes after a fit is not for one that was cut short. */
  static void waitForTheEnd() {
    while (true) {
      LockSupport.park();
    }
  }
}
