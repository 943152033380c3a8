package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The fast provider's kernels with one to three threads in one JVM. */
public final class ThreadedKernels {
  static {
    System.setProperty(Settings.GRAIN, "0"); // small models have as many parts as they can, too
  }

  private static final Workers[] WORKERS = {new Workers(1), new Workers(2), new Workers(3)};

  private ThreadedKernels() {}

  /**
   * @param threads from 1 to 3
   */
  public static KernelFactory open(int threads) {
    SimdKernels kernels = new SimdKernels(WORKERS[threads - 1]);
    return Poison.ON ? Poison.beforeEachRun(kernels, kernels::poison) : kernels;
  }

  /**
   * Runs a task in which the kernels' parts run one after the other, as they are divided among
   * threads, but on this thread alone: on a busy machine that is much faster.
   */
  public static void alone(int threads, Runnable task) {
    WORKERS[threads - 1].alone(task);
  }
}
