package dev.skipjack.runtime.kernel;

/**
 * A pool with the batch norm (and ReLU) that its input passes while it is read.
 *
 * @param prologue of the input, without an addend
 */
public record FusedPoolSpec(PoolSpec pool, NormalizeSpec prologue) {
  /**
   * @throws IllegalArgumentException if the prologue adds something
   */
  public FusedPoolSpec {
    Checks.require(!prologue.add(), "a prologue adds nothing, got %s", prologue);
  }
}
