package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.KernelFactory;
import java.lang.reflect.Field;
import java.util.Arrays;

/** The fast provider's kernels with one to three threads in one JVM. */
public final class ThreadedKernels {
  private static final Workers[] WORKERS = {new Workers(1), new Workers(2), new Workers(3)};

  private ThreadedKernels() {}

  /**
   * @param threads from 1 to 3
   */
  public static KernelFactory open(int threads) {
    return new SimdKernels(WORKERS[threads - 1]);
  }

  /**
   * Runs a task in which the kernels' parts run one after the other, as they are divided among
   * threads, but on this thread alone: on a busy machine that is much faster.
   */
  public static void alone(int threads, Runnable task) {
    WORKERS[threads - 1].run(
        (part, scratch) -> {
          if (part == 0) {
            task.run(); // what runs within a part finds the workers busy
          }
        });
  }

  /** Fills the scratch of every thread, and that of these kernels, so that reading it shows. */
  public static void poison(int threads, KernelFactory kernels) {
    Workers workers = WORKERS[threads - 1];
    workers.run((part, scratch) -> fill(scratch));
    try {
      Field shared = SimdKernels.class.getDeclaredField("shared");
      shared.setAccessible(true);
      fill((Scratch) shared.get(kernels));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fill(Scratch scratch) {
    try {
      Field arrays = Scratch.class.getDeclaredField("arrays");
      arrays.setAccessible(true);
      for (float[] array : (float[][]) arrays.get(scratch)) {
        if (array != null) {
          Arrays.fill(array, Float.NaN);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
