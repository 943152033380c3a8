package dev.skipjack.fuzz.run;

import dev.skipjack.fuzz.Plan;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * One of the ways to run a model, which must agree.
 *
 * @param isOptimized whether it was compiled with all passes, not with none
 * @param isFast whether the fast provider computes it, not the portable one
 * @param type FLOAT or DOUBLE
 * @param noise by which share of itself each number that goes in is off
 * @param moreThreads than the plan says, modulo three
 */
public record Variant(
    boolean isOptimized, boolean isFast, DataType type, double noise, int moreThreads) {
  /** What all others are compared with. */
  public static final Variant REFERENCE = new Variant(false, false, DataType.DOUBLE, 0);

  public static final Variant OPTIMIZED = new Variant(true, false, DataType.DOUBLE, 0);

  public static final Variant PORTABLE_PLAIN = new Variant(false, false, DataType.FLOAT, 0);

  public static final Variant PORTABLE = new Variant(true, false, DataType.FLOAT, 0);

  public static final Variant FAST = new Variant(true, true, DataType.FLOAT, 0);

  public static final Variant FAST_PLAIN = new Variant(false, true, DataType.FLOAT, 0);

  /** The reference on numbers that are a little off. */
  static Variant noisy(double noise) {
    return new Variant(false, false, DataType.DOUBLE, noise);
  }

  /** The fast ones with passes, on another number of threads, which must change no bit. */
  static final Variant FAST_OTHER_THREADS = new Variant(true, true, DataType.FLOAT, 0, 1);

  Variant(boolean isOptimized, boolean isFast, DataType type, double noise) {
    this(isOptimized, isFast, type, noise, 0);
  }

  /** Without passes another number of threads is tried. */
  int threads(Plan plan) {
    int more = moreThreads + (isOptimized ? 0 : 1);
    return (plan.threads() + more - 1) % 3 + 1;
  }

  /** For people. */
  public String describe() {
    return (isOptimized ? "all passes" : "no passes")
        + (isFast ? ", simd" : ", nd4j")
        + ", "
        + type;
  }
}
