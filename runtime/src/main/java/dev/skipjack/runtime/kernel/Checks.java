package dev.skipjack.runtime.kernel;

/** Checks of arguments. */
final class Checks {
  private Checks() {}

  static void require(boolean condition, String message, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(got));
    }
  }
}
