package dev.skipjack.runtime.serve;

import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;

/** A pool has as many requests waiting as its queue holds: try again later, or answer HTTP 429. */
public final class PoolFullException extends RejectedExecutionException {
  private static final long serialVersionUID = 1;

  private final int queueSize;

  PoolFullException(String network, int queueSize) {
    super(
        String.format(
            Locale.ROOT,
            "the queue of %s is full: %,d requests wait; try again later, or open the pool with a"
                + " longer queue or more forks",
            network,
            queueSize));
    this.queueSize = queueSize;
  }

  /** How many requests the queue holds. */
  public int queueSize() {
    return queueSize;
  }
}
