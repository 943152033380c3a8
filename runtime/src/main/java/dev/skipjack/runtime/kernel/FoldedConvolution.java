package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code out = relu(norm(convolution(relu(norm(x)))) + addend)}, each part as the spec says.
 * Kernels prepare the parameters at the first run and when {@link KernelFactory#parametersChanged}
 * tells that they changed, not each time.
 */
@FunctionalInterface
public interface FoldedConvolution {
  /**
   * @param x {@code [N, in, H, W]}
   * @param mean {@code [in]}, or null without a prologue, as the next three
   * @param variance {@code [in]}
   * @param gamma {@code [in]}
   * @param beta {@code [in]}
   * @param weight {@code [out, in/groups, kernel, kernel]}
   * @param bias {@code [out]}, or null if the spec has none
   * @param foldMean {@code [out]}, or null if nothing is folded, as the next three
   * @param foldVariance {@code [out]}
   * @param foldGamma {@code [out]}
   * @param foldBeta {@code [out]}
   * @param addend as out, or null; may lie where out does
   * @param out {@code [N, out, H', W']}, overwritten
   */
  void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray weight,
      INDArray bias,
      INDArray foldMean,
      INDArray foldVariance,
      INDArray foldGamma,
      INDArray foldBeta,
      INDArray addend,
      INDArray out);
}
