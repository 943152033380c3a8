package dev.skipjack.runtime.train;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A checkpoint is of another training than the one that would go on with it. */
public final class OtherTrainingException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String where;
  private final transient List<Difference> differences;

  /**
   * What is another.
   *
   * @param name of it, for instance {@code batches}
   * @param text for instance {@code batches: it was 5 of 4 and is 4 of 5}
   * @param allow what would let the training go on all the same; null: nothing
   */
  public record Difference(String name, String text, Allow allow) {}

  /**
   * @param where the checkpoint
   * @param differences at least one
   */
  OtherTrainingException(Object where, List<Difference> differences) {
    super(
        String.format(
            Locale.ROOT,
            "%s is not of this training:%n  %s",
            where,
            differences.stream()
                .map(OtherTrainingException::line)
                .collect(Collectors.joining(System.lineSeparator() + "  "))));
    this.where = where.toString();
    this.differences = List.copyOf(differences);
  }

  private static String line(Difference difference) {
    Allow allow = difference.allow();
    return difference.text()
        + (allow == null ? "" : "; to go on all the same: Allow." + allow)
        + (allow != null && allow.needsNewEpoch()
            ? " (an epoch that was under way then begins anew)"
            : "");
  }

  /** The checkpoint. */
  public String where() {
    return where;
  }

  /** All that is another and not allowed to be. */
  public List<Difference> differences() {
    return differences;
  }
}
