package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Detached;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/**
 * Lets one thread at a time into a network, and none once it closes. Inside no workspace of ND4J is
 * open. A call costs one compare-and-set. What a thread did inside is seen by the next one that
 * enters.
 */
final class CallGuard {
  private static final long PAUSE_NANOS = 50_000;

  private final String network;
  private final String advice;
  private final AtomicReference<Thread> inside = new AtomicReference<>();

  /** Suspends the workspace that the thread inside has open; null if it has none. */
  private MemoryWorkspace outside;

  private volatile boolean closed;

  /**
   * @param advice what somebody with several threads should do instead
   */
  CallGuard(String network, String advice) {
    this.network = network;
    this.advice = advice;
  }

  /**
   * @throws IllegalStateException if another thread is inside, or the network is closed
   */
  void enter() {
    checkOpen();
    if (!inside.compareAndSet(null, Thread.currentThread())) {
      Thread other = inside.get();
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s is in use by thread '%s': a network serves one thread at a time; %s",
              network,
              other == null ? "another" : other.getName(),
              advice));
    }
    boolean entered = false;
    try {
      checkOpen();
      outside = Detached.isInsideWorkspace() ? Detached.outsideWorkspaces() : null;
      entered = true;
    } finally {
      if (!entered) {
        inside.set(null);
      }
    }
  }

  void exit() {
    try {
      if (outside != null) {
        outside.close();
        outside = null;
      }
    } finally {
      inside.set(null);
    }
  }

  /**
   * As {@link #checkOpen()}, but for a call that is under way, which {@link #close()} waits for.
   *
   * @throws IllegalStateException if the network is closed
   */
  void checkAlive() {
    if (inside.get() == null) {
      checkOpen();
    }
  }

  /**
   * @throws IllegalStateException if the network is closed
   */
  void checkOpen() {
    if (closed) {
      throw closedException();
    }
  }

  /**
   * Lets nobody in any more and waits for a call that is under way in another thread.
   *
   * @return false if the network was closed before
   */
  boolean close() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true; // written before the read below, as enter() writes before it reads this
    }
    boolean interrupted = Thread.interrupted(); // a thread that is does not park
    while (inside.get() != null) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(network + " is closed");
  }
}
