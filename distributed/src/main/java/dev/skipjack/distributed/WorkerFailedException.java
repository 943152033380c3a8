package dev.skipjack.distributed;

/**
 * Workers can no longer train together. The message names the one it began with, and what is known
 * of it; the weights are those of the last step that all took.
 */
public final class WorkerFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final boolean reported;

  public WorkerFailedException(String message) {
    super(message);
    this.reported = false;
  }

  /** Reported if its cause is. */
  public WorkerFailedException(String message, Throwable cause) {
    super(message, cause);
    this.reported = cause instanceof WorkerFailedException told && told.isReported();
  }

  private WorkerFailedException(String message, boolean reported) {
    super(message);
    this.reported = reported;
  }

  /** What another worker has told. */
  public static WorkerFailedException reported(String message) {
    return new WorkerFailedException(message, true);
  }

  /**
   * Whether another worker has told it, which then throws the cause itself: this one is well. Else
   * this worker has seen it: the other one is gone, hangs, or sends what it should not.
   */
  public boolean isReported() {
    return reported;
  }
}
