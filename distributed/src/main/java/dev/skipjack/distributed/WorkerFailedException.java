package dev.skipjack.distributed;

/**
 * Workers can no longer train together. The message names the one it began with, and what is known
 * of it; the weights are those of the last step that all took.
 */
public final class WorkerFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public WorkerFailedException(String message) {
    super(message);
  }

  public WorkerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
