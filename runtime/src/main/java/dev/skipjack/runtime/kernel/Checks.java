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

  /** A prologue normalises the convolution's input and adds nothing. */
  static void requirePrologue(ConvolutionSpec convolution, NormalizeSpec prologue) {
    require(
        prologue == null || prologue.channels() == convolution.inChannels() && !prologue.add(),
        "a prologue has the input's channels and adds nothing, got %s",
        prologue);
  }
}
