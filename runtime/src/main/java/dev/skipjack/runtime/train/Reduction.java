package dev.skipjack.runtime.train;

/** What becomes of the losses of the pixels of a batch. */
public enum Reduction {
  /** Their mean over the pixels that count: the learning rate does not depend on the size. */
  MEAN,

  /**
   * Their sum, as in FCN's Caffe recipe (Shelhamer et al. 2017, learning rates from 1e-10 down to
   * 1e-14).
   */
  SUM
}
