package dev.skipjack.runtime.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a training goes on from.
 *
 * @param file the checkpoint
 * @param steps that were taken
 * @param epochs that were over
 * @param batches of the next epoch that were over, too
 * @param skipped why newer checkpoints were not taken, each with its file
 */
public record Resumed(Path file, long steps, int epochs, int batches, List<String> skipped) {
  public Resumed {
    skipped = List.copyOf(skipped);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "resumed after %,d steps, in epoch %d%s, from %s%s",
        steps,
        epochs + 1,
        batches == 0 ? "" : String.format(Locale.ROOT, " after %,d batches", batches),
        file,
        skipped.isEmpty() ? "" : "; skipped: " + String.join("; ", skipped));
  }
}
