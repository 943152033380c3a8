package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A transposed 2-D convolution (also called deconvolution): what maps a convolution's output
 * gradient to its input gradient, here from fewer pixels to more. As {@code
 * torch.nn.ConvTranspose2d} (Dumoulin and Visin 2016, chapter 4; Long et al. 2015, section 3.3).
 */
@FunctionalInterface
public interface ConvolutionTranspose {
  /**
   * @param x {@code [N, in, H, W]}
   * @param weight {@code [in, out, kernel, kernel]}
   * @param bias {@code [out]}, or null if the spec has none
   * @param out {@code [N, out, H', W']} with H' = {@link ConvolutionTransposeSpec#outSize}(H),
   *     overwritten
   */
  void run(INDArray x, INDArray weight, INDArray bias, INDArray out);
}
