package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a {@link FusedConvolution} in one sweep. Statistics are values with gradients of
 * their own: what reaches the output through its mean and variance is added while the output's
 * gradient is read, and what the input's statistics receive is handed on. The correction of batch
 * norm's gradient so happens once for each feature map, however many layers normalise it.
 */
@FunctionalInterface
public interface FusedConvolutionGradient {
  /**
   * With g the gradient of the convolution's input where the ReLU passed, r = 1/√(variance + ε) and
   * x̂ = (x - mean)·r: dβ = Σg, dγ = Σg·x̂, dx = γ·r·g, dmean = -γ·r·dβ, dvariance = -½·γ·r²·dγ.
   * The output's gradient is {@code outGradient + outMeanGradient/M + 2(out - outMean)·
   * outVarianceGradient/M} for M values in a channel.
   *
   * @param x {@code [N, in, H, W]}
   * @param mean {@code [in]}, or null without a prologue, as the next three
   * @param variance {@code [in]}
   * @param gamma {@code [in]}
   * @param beta {@code [in]}
   * @param weight {@code [out, in/groups, kernel, kernel]}
   * @param out what the forward pass wrote, {@code [N, out, H', W']}, or null if nothing reaches
   *     its statistics, as outMean, outMeanGradient and outVarianceGradient
   * @param outMean {@code [out]}
   * @param outGradient {@code [N, out, H', W']}
   * @param outMeanGradient {@code [out]}
   * @param outVarianceGradient {@code [out]}
   * @param inputGradient {@code [N, in, H, W]}, overwritten, or added to if the kernel accumulates;
   *     null if unwanted
   * @param meanGradient {@code [in]}, as inputGradient; null without a prologue or if its
   *     statistics are constants
   * @param varianceGradient {@code [in]}, as meanGradient
   * @param gammaGradient {@code [in]}, overwritten; null if unwanted
   * @param betaGradient {@code [in]}, overwritten; null if unwanted
   * @param weightGradient as weight, overwritten; null if unwanted
   * @param biasGradient {@code [out]}, overwritten; null if unwanted
   */
  void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray weight,
      INDArray out,
      INDArray outMean,
      INDArray outGradient,
      INDArray outMeanGradient,
      INDArray outVarianceGradient,
      INDArray inputGradient,
      INDArray meanGradient,
      INDArray varianceGradient,
      INDArray gammaGradient,
      INDArray betaGradient,
      INDArray weightGradient,
      INDArray biasGradient);
}
