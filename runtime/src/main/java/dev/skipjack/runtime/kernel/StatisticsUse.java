package dev.skipjack.runtime.kernel;

/**
 * What an op does with the statistics of batch norm: where a batch is computed in parts, by {@link
 * SharedStatistics}, its kernel runs before or behind those of others.
 *
 * @param when what happens to them
 * @param of the map whose channels they are of
 * @param mean the operand that has their means, or the gradient by them
 * @param variance the operand that has their variances, or the gradient by them
 */
public record StatisticsUse(When when, Operand of, Operand mean, Operand variance) {
  /** What happens to them. */
  public enum When {
    /** The op takes them of its map. */
    TAKEN,
    /** The op sends gradients by them back to the map, if there are any. */
    SENT_BACK,
    /** The op keeps them for predictions. */
    REMEMBERED
  }
}
