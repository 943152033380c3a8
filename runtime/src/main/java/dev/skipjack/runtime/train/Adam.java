package dev.skipjack.runtime.train;

import dev.skipjack.runtime.kernel.AdamSpec;
import dev.skipjack.runtime.kernel.AdamStep;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Kernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) and AdamW (Loshchilov and Hutter 2019, algorithm 2) as
 * PyTorch computes them: both moments corrected for their start at zero, epsilon added after the
 * root.
 *
 * @param beta1 decay of the mean, in [0, 1)
 * @param beta2 decay of the mean square, in [0, 1)
 * @param epsilon positive
 * @param weightDecay at least 0
 * @param decoupled AdamW: the decay shrinks parameters and stays out of the moments
 */
public record Adam(
    double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements Optimizer {
  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public Adam {
    new AdamSpec(beta1, beta2, epsilon, weightDecay, decoupled); // checks the values
  }

  /** PyTorch's defaults, no decay. */
  public static Adam adam() {
    return new Adam(0.9, 0.999, 1e-8, 0, false);
  }

  /** PyTorch's defaults: weight decay 0.01, decoupled. */
  public static Adam adamW() {
    return new Adam(0.9, 0.999, 1e-8, 0.01, true);
  }

  public Adam weightDecay(double newWeightDecay) {
    return new Adam(beta1, beta2, epsilon, newWeightDecay, decoupled);
  }

  @Override
  public State open(long length, DataType type) {
    return new AdamState(length, type);
  }

  private final class AdamState implements State {
    private final INDArray mean;
    private final INDArray square;
    private final Kernels kernels;
    private final AdamStep kernel;
    private long steps;

    AdamState(long length, DataType type) {
      this.mean = Detached.zeros(type, length);
      this.square = Detached.zeros(type, length);
      this.kernels = Kernels.open(type, 0);
      this.kernel = kernels.adamStep(new AdamSpec(beta1, beta2, epsilon, weightDecay, decoupled));
    }

    @Override
    public void step(INDArray parameters, INDArray gradients, double learningRate) {
      steps++;
      kernel.run(parameters, gradients, mean, square, steps, learningRate);
    }

    @Override
    public void close() {
      mean.close();
      square.close();
      kernels.close();
    }
  }
}
