package dev.skipjack.runtime.train;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamStep;
import java.util.Map;
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

  @Override
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
    private final Magnitude magnitude;
    private long steps;

    /** Bounds for the elements of the three vectors; NaN while unknown. */
    private double parameterBound = Double.NaN;

    private double meanBound;
    private double squareBound;

    /** What they will be after the step that was asked about last. */
    private double nextParameterBound = Double.NaN;

    private double nextMeanBound;
    private double nextSquareBound;

    AdamState(long length, DataType type) {
      this.mean = Detached.zeros(type, length);
      this.square = Detached.zeros(type, length);
      this.kernels = Kernels.open(type, 0);
      this.kernel = kernels.prepare(new AdamSpec(beta1, beta2, epsilon, weightDecay, decoupled));
      this.magnitude = new Magnitude(type);
    }

    @Override
    public void step(INDArray parameters, INDArray gradients, double learningRate) {
      steps++;
      kernel.run(parameters, gradients, mean, square, steps, learningRate);
      parameterBound = nextParameterBound;
      meanBound = nextMeanBound;
      squareBound = nextSquareBound;
      nextParameterBound = Double.NaN;
    }

    @Override
    public boolean canOverflow(INDArray parameters, double gradientNorm, double learningRate) {
      if (staysInRange(gradientNorm, learningRate)) {
        return false;
      }
      // Unknown, or bounds that grew in many steps: what they are bounds of did not.
      parameterBound = magnitude.of(parameters);
      meanBound = magnitude.of(mean);
      squareBound = magnitude.of(square);
      return !staysInRange(gradientNorm, learningRate);
    }

    /** Each term with its absolute value: see {@link AdamStep#run}. */
    private boolean staysInRange(double gradientNorm, double rate) {
      double g = gradientNorm + (decoupled ? 0 : weightDecay * parameterBound);
      double kept = decoupled ? 1 + rate * weightDecay : 1;
      double correctedRate = rate / (1 - Math.pow(beta1, steps + 1));
      double squareCorrection = 1 - Math.pow(beta2, steps + 1);
      nextMeanBound = Magnitude.ROUNDED * (beta1 * meanBound + (1 - beta1) * g);
      nextSquareBound = Magnitude.ROUNDED * (beta2 * squareBound + (1 - beta2) * g * g);
      double direction = nextMeanBound / epsilon;
      nextParameterBound = Magnitude.ROUNDED * (kept * parameterBound + correctedRate * direction);
      return magnitude.isInRange(kept)
          && magnitude.isInRange(correctedRate)
          && magnitude.isInRange(g * g)
          && magnitude.isInRange(nextSquareBound / squareCorrection)
          && magnitude.isInRange(direction)
          && magnitude.isInRange(nextParameterBound);
    }

    @Override
    public Map<String, INDArray> tensors() {
      return Map.of("mean", mean, "square", square);
    }

    @Override
    public Map<String, Double> numbers() {
      return Map.of("steps", (double) steps);
    }

    @Override
    public void restore(Map<String, Double> numbers) {
      if (!numbers.keySet().equals(numbers().keySet())) {
        throw new IllegalArgumentException(
            "Adam remembers how many 'steps' it took, got " + numbers);
      }
      steps = numbers.get("steps").longValue();
      parameterBound = Double.NaN;
      nextParameterBound = Double.NaN;
    }

    @Override
    public void close() {
      mean.close();
      square.close();
      kernels.close();
      magnitude.close();
    }
  }
}
