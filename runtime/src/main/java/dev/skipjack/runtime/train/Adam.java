package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

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
    Vectors.checkedBeta("beta1", beta1);
    Vectors.checkedBeta("beta2", beta2);
    Vectors.checkedDecay(weightDecay);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be positive, got " + epsilon);
    }
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
    return new AdamState(
        Nd4j.create(type, length), Nd4j.create(type, length), new Vectors(length, type));
  }

  private final class AdamState implements State {
    private final INDArray mean;
    private final INDArray square;
    private final Vectors vectors;
    private long steps;

    AdamState(INDArray mean, INDArray square, Vectors vectors) {
      this.mean = mean;
      this.square = square;
      this.vectors = vectors;
    }

    @Override
    public void step(INDArray parameters, INDArray gradients, double learningRate) {
      steps++;
      if (decoupled) {
        vectors.scale(parameters, 1 - learningRate * weightDecay, parameters);
      } else if (weightDecay > 0) {
        vectors.add(weightDecay, parameters, gradients);
      }
      vectors.scale(mean, beta1, mean);
      vectors.add(1 - beta1, gradients, mean);
      vectors.square(gradients);
      vectors.scale(square, beta2, square);
      vectors.add(1 - beta2, gradients, square);
      double meanCorrection = 1 - Math.pow(beta1, steps);
      double squareCorrection = 1 - Math.pow(beta2, steps);
      // gradients = mean / (sqrt(square / correction) + epsilon)
      vectors.divide(square, squareCorrection, gradients);
      Transforms.sqrt(gradients, false);
      vectors.increase(gradients, epsilon);
      vectors.divide(mean, gradients, gradients);
      vectors.add(-learningRate / meanCorrection, gradients, parameters);
    }

    @Override
    public void close() {
      mean.close();
      square.close();
      vectors.close();
    }
  }
}
