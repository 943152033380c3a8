package dev.skipjack.spark.data;

/** An image cannot be read; the message names it, and says why. */
public final class CorruptImageException extends Exception {
  private static final long serialVersionUID = 1L;

  CorruptImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
