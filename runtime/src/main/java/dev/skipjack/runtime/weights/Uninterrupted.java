package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * Work with files in a thread that may be interrupted, which closes a {@link
 * java.nio.channels.FileChannel} under it: the work is done, if need be from its beginning, and the
 * thread is interrupted behind it.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * What opens its channels itself, and may be done again. It lets a {@link ClosedChannelException}
   * through as it is: that tells of the interruption.
   */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does it.
   *
   * @throws IOException that of the work, but for those of an interruption
   */
  public static <T> T run(Work<T> work) throws IOException {
    boolean isInterrupted = false;
    try {
      while (true) {
        isInterrupted |= Thread.interrupted();
        try {
          return work.run();
        } catch (ClosedChannelException e) {
          if (!Thread.currentThread().isInterrupted()) {
            throw e;
          }
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
