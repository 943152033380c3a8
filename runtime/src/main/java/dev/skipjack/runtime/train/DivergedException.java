package dev.skipjack.runtime.train;

/**
 * Something in a training is no longer finite: the message says what and where, and what may help.
 * The network is as after the last good step ({@link Training#fit}).
 */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }
}
