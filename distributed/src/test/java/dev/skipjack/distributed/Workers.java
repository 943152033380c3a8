package dev.skipjack.distributed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several workers in this JVM, each a thread. */
final class Workers {
  private static final int SECONDS = 60;

  private Workers() {}

  /** What one of them does; it closes the exchange when it is over. */
  @FunctionalInterface
  interface Work<T> {
    T run(TcpExchange exchange) throws Exception;
  }

  /** What a worker gave, or what it threw. */
  record Outcome<T>(T result, Throwable failure) {}

  /** Over the loopback interface. */
  static <T> List<Outcome<T>> run(int workers, Work<T> work) {
    LocalRendezvous rendezvous = new LocalRendezvous(workers);
    List<Callable<T>> all = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      Rendezvous own = rendezvous.worker(rank);
      all.add(
          () -> {
            try (TcpExchange exchange = TcpExchange.join(own)) {
              return work.run(exchange);
            }
          });
    }
    return outcomes(all);
  }

  /** Each on a thread; none hangs. */
  static <T> List<Outcome<T>> outcomes(List<Callable<T>> all) {
    ExecutorService threads = Executors.newFixedThreadPool(all.size());
    try {
      List<Future<T>> futures = all.stream().map(threads::submit).toList();
      List<Outcome<T>> outcomes = new ArrayList<>();
      for (Future<T> future : futures) {
        outcomes.add(outcome(future));
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> Outcome<T> outcome(Future<T> future) {
    try {
      return new Outcome<>(future.get(SECONDS, TimeUnit.SECONDS), null);
    } catch (ExecutionException e) {
      return new Outcome<>(null, e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a worker hangs", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
