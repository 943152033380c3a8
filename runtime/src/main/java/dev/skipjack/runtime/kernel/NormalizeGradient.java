package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradient of {@link Normalize} with its statistics as operands: what x receives through them is
 * the business of {@link StatisticsGradient}. An output that is null is not wanted.
 */
@FunctionalInterface
public interface NormalizeGradient {
  /**
   * With g the gradient where the ReLU passed, r = 1/√(variance + ε) and x̂ = (x - mean)·r: dx =
   * γ·r·g, daddend = g, dβ = Σg, dγ = Σg·x̂, dmean = -γ·r·dβ, dvariance = -½·γ·r²·dγ.
   *
   * @param x {@code [N, C, H, W]}
   * @param out what the forward pass wrote: the ReLU passed what is positive in it
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   * @param gamma {@code [C]}
   * @param outGradient as x
   * @param inputGradient as x, or null
   * @param addendGradient as x, or null; may lie where outGradient does
   * @param gammaGradient {@code [C]} or null
   * @param betaGradient {@code [C]} or null
   * @param meanGradient {@code [C]} or null
   * @param varianceGradient {@code [C]} or null
   */
  void run(
      INDArray x,
      INDArray out,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray addendGradient,
      INDArray gammaGradient,
      INDArray betaGradient,
      INDArray meanGradient,
      INDArray varianceGradient);
}
