package dev.skipjack.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What is sent and received at once, each by a thread, and ends together or not at all. */
final class Transfers {
  /** After a connection has ended without a word, others may say why. */
  private static final long WORD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final CompletionService<Peer> running;
  private final List<Running> all = new ArrayList<>();

  /** Of one peer. */
  @FunctionalInterface
  interface Transfer {
    void run() throws Peer.GoneException;
  }

  private record Running(Peer peer, boolean receives, Future<Peer> future) {}

  Transfers(Executor threads) {
    this.running = new ExecutorCompletionService<>(threads);
  }

  void send(Peer peer, Transfer transfer) {
    add(peer, false, transfer);
  }

  void receive(Peer peer, Transfer transfer) {
    add(peer, true, transfer);
  }

  private void add(Peer peer, boolean receives, Transfer transfer) {
    Future<Peer> future =
        running.submit(
            () -> {
              transfer.run();
              return peer;
            });
    all.add(new Running(peer, receives, future));
  }

  /**
   * Waits for all.
   *
   * @param what for messages
   * @throws WorkerFailedException with the first cause that is known
   */
  void await(Duration atMost, String what) {
    long end = System.nanoTime() + atMost.toNanos();
    Throwable gone = null;
    for (int done = 0; done < all.size(); done++) {
      Future<Peer> next = poll(end - System.nanoTime());
      if (next == null) {
        throw gone == null ? late(atMost, what) : failed(gone);
      }
      Throwable cause = cause(next);
      if (cause instanceof Peer.GoneException) {
        gone = gone == null ? cause : gone;
        end = Math.min(end, System.nanoTime() + WORD_NANOS);
      } else if (cause != null) {
        throw failed(cause);
      }
    }
    if (gone != null) {
      throw failed(gone);
    }
  }

  private Future<Peer> poll(long nanos) {
    try {
      return running.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailedException("interrupted while waiting for other workers", e);
    }
  }

  private static Throwable cause(Future<Peer> done) {
    try {
      done.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }

  private static WorkerFailedException failed(Throwable cause) {
    String message =
        cause instanceof WorkerFailedException || cause instanceof Peer.GoneException
            ? cause.getMessage()
            : cause.toString();
    return new WorkerFailedException(message, cause);
  }

  /** Who sends nothing is named; who only takes nothing if there is no such. */
  private WorkerFailedException late(Duration atMost, String what) {
    Set<String> silent = new LinkedHashSet<>();
    Set<String> full = new LinkedHashSet<>();
    for (Running one : all) {
      if (!one.future().isDone()) {
        (one.receives() ? silent : full).add(one.peer().name());
      }
    }
    return new WorkerFailedException(
        String.format(
            Locale.ROOT,
            "%s did not %s within %s s in %s: it hangs, computes much longer than the others, or the network between is cut; who needs more time sets another step time-out",
            String.join(" and ", silent.isEmpty() ? full : silent),
            silent.isEmpty() ? "take what was sent" : "answer",
            atMost.toMillis() / 1000.0,
            what));
  }
}
