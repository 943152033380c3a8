package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Zeroes each element with the given probability and scales the others by 1/(1-p). Each run is
 * another step: an element of image n is dropped if number i of the stream {@code layer → step → n}
 * is below the probability, where i is its place in the image. {@link Kernels#seek} says which step
 * and images the next run has.
 */
@FunctionalInterface
public interface Dropout {
  /**
   * @param x any shape
   * @param out as x, overwritten
   * @param mask as x, overwritten: 0 or 1/(1-p)
   */
  void run(INDArray x, INDArray out, INDArray mask);
}
