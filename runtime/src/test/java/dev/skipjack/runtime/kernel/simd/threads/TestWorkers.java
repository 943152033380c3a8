package dev.skipjack.runtime.kernel.simd.threads;

/** Threads that tests share, since each keeps its scratch as long as it lives. */
public final class TestWorkers {
  private static final Workers[] SIZES = {new Workers(1), new Workers(2), new Workers(3)};

  private TestWorkers() {}

  /** One to three. */
  public static Workers of(int size) {
    return SIZES[size - 1];
  }
}
