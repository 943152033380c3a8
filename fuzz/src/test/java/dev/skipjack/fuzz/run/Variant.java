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
 */
public record Variant(boolean isOptimized, boolean isFast, DataType type, double noise) {
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

  /** Without passes another number of threads is tried. */
  int threads(Plan plan) {
    return isOptimized ? plan.threads() : plan.threads() % 3 + 1;
  }

  /** For people. */
  public String describe() {
    return (isOptimized ? "all passes" : "no passes")
        + (isFast ? ", simd" : ", nd4j")
        + ", "
        + type;
  }
}
