package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that divides a sum by the weights of what counts. In a part of a batch these may add up to
 * 0 while something is in the sum: with smoothing an image whose own class has the weight 0 is
 * still compared with the other classes. So a part's sum is divided by what the whole batch counts;
 * {@link Loss#share} of the part's mean would be 0 of it.
 */
abstract class WeightedMean implements Loss {
  /**
   * Whether what counts weighs differently. If not, a part that counts nothing has a sum of 0, and
   * {@link Loss#share} is right.
   */
  abstract boolean isWeighted();

  /**
   * As {@link Loss#run} of a part of a batch, but its sum, and the gradient of that, divided by
   * what the whole batch counts.
   *
   * @param whole labels of the batch
   */
  abstract double run(INDArray output, int[] labels, INDArray gradient, int[] whole);

  /** A sum divided by what counts; 0 if nothing does, unless the sum is NaN. */
  static double mean(double sum, double counted) {
    return counted == 0 && !Double.isNaN(sum) ? 0 : sum / counted;
  }
}
