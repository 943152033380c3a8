package dev.skipjack.runtime.transforms;

import java.util.Locale;

/** Of what transforms are made with. */
final class Checks {
  private Checks() {}

  /**
   * @throws IllegalArgumentException unless the value is in the range; NaN is in none
   */
  static void range(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be from %s to %s, got %s", what, least, most, value));
    }
  }
}
