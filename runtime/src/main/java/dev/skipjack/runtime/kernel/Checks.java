package dev.skipjack.runtime.kernel;

import java.util.Locale;

/** Checks of arguments. */
final class Checks {
  private Checks() {}

  static void require(boolean condition, String message, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, got));
    }
  }
}
