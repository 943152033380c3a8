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

  static void requireBeta(String name, double beta) {
    require(beta >= 0 && beta < 1, name + " must be in [0, 1), got %s", beta);
  }

  static void requireDecay(double weightDecay) {
    require(
        weightDecay >= 0 && !Double.isInfinite(weightDecay),
        "weight decay must be at least 0, got %s",
        weightDecay);
  }

  /** Blocks have 16 channels. */
  static void requireLayout(Layout layout, int channels) {
    require(
        layout.takes(channels),
        "maps lie in blocks of 16 channels if these are a multiple of 16, got %s channels",
        channels);
  }

  /** A prologue normalises the convolution's input, bounds it at most and adds nothing. */
  static void requirePrologue(ConvolutionSpec convolution, NormalizeSpec prologue) {
    require(
        prologue == null || prologue.channels() == convolution.inChannels(),
        "a prologue has the input's channels, got %s",
        prologue);
    requirePrologue(prologue);
  }

  /** What a convolution or a pool can compute while it reads. */
  static void requirePrologue(NormalizeSpec prologue) {
    require(
        prologue == null
            || !prologue.add()
                && (prologue.activation() == null
                    || prologue.activation().kind() == ActivationSpec.Kind.RELU
                    || prologue.activation().kind() == ActivationSpec.Kind.RELU6),
        "a prologue adds nothing and has no activation but ReLU or ReLU6, got %s",
        prologue);
  }
}
