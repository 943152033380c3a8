package dev.skipjack.benchmarks.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Some clients that ask a server again as soon as they are answered, for a while.
 *
 * @param answers of all clients
 * @param different how many of these were not those of single predictions
 * @param seconds by the clock
 * @param cpuSeconds of this process, clients included
 * @param latencies sorted, nanoseconds
 */
record LoadRound(int answers, int different, double seconds, double cpuSeconds, long[] latencies) {
  /** Processor time of this process. */
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private record Client(List<Long> latencies, int different) {}

  static LoadRound run(Server server, int clients, double seconds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long cpu = cpuNanos();
      long begin = System.nanoTime();
      long end = begin + (long) (seconds * 1e9);
      List<Future<Client>> futures = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        futures.add(threads.submit(() -> ask(server, number, end)));
      }
      List<Long> latencies = new ArrayList<>();
      int different = 0;
      for (Future<Client> future : futures) {
        latencies.addAll(future.get().latencies());
        different += future.get().different();
      }
      double took = (System.nanoTime() - begin) / 1e9;
      double used = (cpuNanos() - cpu) / 1e9;
      long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
      return new LoadRound(sorted.length, different, took, used, sorted);
    } finally {
      threads.shutdown();
    }
  }

  private static Client ask(Server server, int number, long end) throws Exception {
    List<Long> latencies = new ArrayList<>();
    int different = 0;
    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
      different += server.answer(number) ? 0 : 1;
      latencies.add(System.nanoTime() - begin);
    }
    return new Client(latencies, different);
  }

  double perSecond() {
    return answers / seconds;
  }

  double perCpuSecond() {
    return answers / cpuSeconds;
  }

  double milliseconds(double share) {
    return latencies[(int) Math.ceil(share * latencies.length) - 1] / 1e6;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
