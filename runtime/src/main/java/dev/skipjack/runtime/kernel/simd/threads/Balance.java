package dev.skipjack.runtime.kernel.simd.threads;

import java.util.function.IntToDoubleFunction;

/**
 * What threads cost that claim parts as those of {@link Workers} do, on paper: how kernels choose
 * one of several ways to be cut. Numbers of threads are fixed, for cutting depends on shapes alone.
 */
public final class Balance {
  private static final int[] THREADS = {2, 4, 8};

  private Balance() {}

  /**
   * What some threads take, each until the last part has ended; the mean for several numbers of
   * threads. The sum of all parts, if they never wait.
   *
   * @param cost of a part, in any unit
   */
  public static double cost(int parts, IntToDoubleFunction cost) {
    double[] costs = new double[parts];
    for (int part = 0; part < parts; part++) {
      costs[part] = cost.applyAsDouble(part);
    }
    double sum = 0;
    for (int threads : THREADS) {
      sum += threads * last(costs, threads);
    }
    return sum / THREADS.length;
  }

  /** When the last part has ended: who is free first claims one, from the first on or the last. */
  private static double last(double[] costs, int threads) {
    double[] free = new double[threads];
    int first = 0;
    int end = costs.length;
    while (first < end) {
      int next = 0;
      for (int thread = 1; thread < threads; thread++) {
        next = free[thread] < free[next] ? thread : next;
      }
      free[next] += costs[next % 2 == 0 ? first++ : --end];
    }
    double last = 0;
    for (double time : free) {
      last = Math.max(last, time);
    }
    return last;
  }
}
