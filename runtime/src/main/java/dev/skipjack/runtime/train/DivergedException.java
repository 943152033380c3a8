package dev.skipjack.runtime.train;

/** A training's loss is no longer finite: the message says where, and what may help. */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }
}
