package dev.skipjack.runtime.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a training goes on from.
 *
 * @param file the checkpoint
 * @param steps that were taken
 * @param epochs that were over
 * @param batches of the next epoch that were over, too
 * @param skipped why newer checkpoints were not taken, each with its file
 * @param compiledOtherwise how the class was compiled when the checkpoint was written, and how it
 *     is now: results then differ in rounding from those of one run; empty if it is the same, or
 *     the checkpoint does not say
 */
public record Resumed(
    Path file,
    long steps,
    int epochs,
    int batches,
    List<String> skipped,
    Optional<String> compiledOtherwise) {
  public Resumed {
    skipped = List.copyOf(skipped);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "resumed after %,d steps, in epoch %d%s, from %s%s%s",
        steps,
        epochs + 1,
        batches == 0 ? "" : String.format(Locale.ROOT, " after %,d batches", batches),
        file,
        skipped.isEmpty() ? "" : "; skipped: " + String.join("; ", skipped),
        compiledOtherwise.map(text -> "; " + text).orElse(""));
  }
}
