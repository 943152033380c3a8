package dev.skipjack.distributed;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Threads of one JVM, over the loopback interface: to see that nothing depends on how many. */
public final class LocalRendezvous {
  private final Token token = Token.random();
  private final List<InetSocketAddress> addresses;
  private final CountDownLatch missing;

  /**
   * @param workers how many there will be
   */
  public LocalRendezvous(int workers) {
    this.addresses = new ArrayList<>(Collections.nCopies(workers, null));
    this.missing = new CountDownLatch(workers);
  }

  /** For the thread with this rank. */
  public Rendezvous worker(int rank) {
    return new Rendezvous() {
      @Override
      public InetSocketAddress listen() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      }

      @Override
      public Meeting meet(InetSocketAddress listening, Duration atMost) {
        return LocalRendezvous.this.meet(rank, listening, atMost);
      }
    };
  }

  private Rendezvous.Meeting meet(int rank, InetSocketAddress listening, Duration atMost) {
    synchronized (addresses) {
      addresses.set(rank, listening);
    }
    missing.countDown();
    try {
      if (!missing.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WorkerFailedException(
            String.format(
                Locale.ROOT,
                "%d of %d workers did not come within %d s",
                missing.getCount(),
                addresses.size(),
                atMost.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailedException("interrupted while waiting for the other workers", e);
    }
    synchronized (addresses) {
      return new Rendezvous.Meeting(rank, addresses, token, 0);
    }
  }
}
