package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Zeroes whole images, or the whole batch, with the given probability p and scales the others by
 * 1/(1-p): {@code torchvision.ops.stochastic_depth} (Huang et al. 2016, who scale while they
 * predict instead). Each run is another step: image n is dropped if the first number of the stream
 * {@code layer → step → n} is below the probability, the batch if that of image 0 is. {@code out}
 * may be x.
 */
@FunctionalInterface
public interface StochasticDepth {
  /**
   * @param x {@code [N, …]}, any rank from 2 on
   * @param out as x, overwritten
   * @param mask {@code [N, 1]}, overwritten: 0 or 1/(1-p) for each image
   */
  void run(INDArray x, INDArray out, INDArray mask);
}
