package dev.skipjack.runtime.train;

import java.util.Locale;

/**
 * That checkpoints of a training could not be written, which ended nothing ({@link
 * Training#checkpoints}).
 *
 * @param failed how many
 * @param tried how many were due
 * @param reason why the last of them could not, with its file
 */
public record CheckpointFailures(int failed, int tried, String reason) {
  /** For instance {@code 2 of 5 checkpoints were not written, the last because cannot write …}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d checkpoints were not written; the last: %s",
        failed,
        tried,
        reason);
  }
}
