package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a {@link FusedPool} in one sweep. An output that is null is not wanted; the
 * vectors are those of {@link NormalizeGradient}.
 */
@FunctionalInterface
public interface FusedPoolGradient {
  /**
   * @param x {@code [N, C, H, W]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   * @param gamma {@code [C]}
   * @param beta {@code [C]}
   * @param out what the forward pass wrote, {@code [N, C, H', W']}
   * @param outGradient as out
   * @param inputGradient as x, overwritten, or null
   * @param gammaGradient {@code [C]} or null
   * @param betaGradient {@code [C]} or null
   * @param meanGradient {@code [C]} or null
   * @param varianceGradient {@code [C]} or null
   */
  void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray out,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray gammaGradient,
      INDArray betaGradient,
      INDArray meanGradient,
      INDArray varianceGradient);
}
