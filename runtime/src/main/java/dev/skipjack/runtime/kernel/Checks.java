package dev.skipjack.runtime.kernel;

import java.util.Locale;

/** Checks of arguments. */
public final class Checks {
  private Checks() {}

  /**
   * Refuses what does not hold.
   *
   * @param message with one {@code %s}, for what was got
   */
  public static void require(boolean condition, String message, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, got));
    }
  }

  /** A share of what is kept. */
  public static void requireBeta(String name, double beta) {
    require(beta >= 0 && beta < 1, name + " must be in [0, 1), got %s", beta);
  }

  /** Of weights. */
  public static void requireDecay(double weightDecay) {
    require(
        weightDecay >= 0 && !Double.isInfinite(weightDecay),
        "weight decay must be at least 0, got %s",
        weightDecay);
  }

  /** Blocks have 16 channels. */
  public static void requireLayout(Layout layout, int channels) {
    require(
        layout.takes(channels),
        "maps lie in blocks of 16 channels if these are a multiple of 16, got %s channels",
        channels);
  }
}
