package dev.skipjack.spark;

/** A training on Spark cannot begin, or has failed for good; the message says why. */
public final class SparkTrainingException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public SparkTrainingException(String message) {
    super(message);
  }

  public SparkTrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
