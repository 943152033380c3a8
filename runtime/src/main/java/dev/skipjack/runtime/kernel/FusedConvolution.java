package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution that normalises and rectifies its input while it reads it and takes the statistics
 * of its output while it writes it. The normalised input is never stored.
 */
@FunctionalInterface
public interface FusedConvolution {
  /**
   * @param x {@code [N, in, H, W]}
   * @param mean {@code [in]}, or null without a prologue, as the next three
   * @param variance {@code [in]}, biased
   * @param gamma {@code [in]}
   * @param beta {@code [in]}
   * @param weight {@code [out, in/groups, kernel, kernel]}
   * @param bias {@code [out]}, or null if the spec has none
   * @param out {@code [N, out, H', W']}, overwritten
   * @param outMean {@code [out]}, overwritten, or null without statistics
   * @param outVariance {@code [out]}, biased, overwritten, or null without statistics
   */
  void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray weight,
      INDArray bias,
      INDArray out,
      INDArray outMean,
      INDArray outVariance);
}
