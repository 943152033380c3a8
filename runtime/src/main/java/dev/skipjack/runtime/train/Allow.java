package dev.skipjack.runtime.train;

/** What may be another than it was when a checkpoint was written ({@link Training#resume}). */
public enum Allow {
  /**
   * The width of vectors, and the number of threads where the portable provider computes: results
   * then differ in rounding from those of one run.
   */
  OTHER_THREADS,

  /** Kernels of another provider: results then differ in rounding from those of one run. */
  OTHER_PROVIDER,

  /** The seed of dropout and stochastic depth. */
  OTHER_SEED,

  /**
   * What is trained on, its order, or how it is changed. An epoch that was under way begins anew,
   * as all of it would be another's.
   */
  OTHER_DATA,

  /** What is evaluated on: figures of earlier epochs stay as they are. */
  OTHER_TEST_DATA,

  /** The size of batches, or the number of their parts. An epoch that was under way begins anew. */
  OTHER_BATCHES,

  /** The optimizer: it remembers nothing. */
  OTHER_OPTIMIZER,

  /** The schedule, or its plan: it stands where the old one stood. */
  OTHER_SCHEDULE,

  /** What is minimized, and clipping. An epoch that was under way begins anew. */
  OTHER_LOSS,

  /** The average of the weights: it begins with the weights of now. */
  OTHER_AVERAGE,

  /** Listeners: those that are new begin afresh, those that are gone are forgotten. */
  OTHER_LISTENERS;

  /** Whether an epoch that was under way begins anew: what is left of it would be another's. */
  public boolean needsNewEpoch() {
    return this == OTHER_DATA || this == OTHER_BATCHES || this == OTHER_LOSS;
  }
}
