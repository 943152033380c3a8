package dev.skipjack.runtime.train;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdStep;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Stochastic gradient descent as PyTorch and Torch compute it: with g the gradient plus weight
 * decay times the parameter, v = momentum·v + g (v = g in the first step), and the parameter loses
 * the learning rate times v, or times g + momentum·v with Nesterov. The learning rate is not in v,
 * so a schedule does not rescale the past.
 *
 * @param momentum in [0, 1)
 * @param nesterov whether to look ahead
 * @param weightDecay L2 penalty, at least 0; for every parameter, biases and batch norm included
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {
  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public Sgd {
    new SgdSpec(momentum, nesterov, weightDecay); // checks the values
  }

  public static Sgd plain() {
    return new Sgd(0, false, 0);
  }

  public static Sgd momentum(double momentum) {
    return new Sgd(momentum, false, 0);
  }

  public static Sgd nesterov(double momentum) {
    return new Sgd(momentum, true, 0);
  }

  @Override
  public Sgd weightDecay(double newWeightDecay) {
    return new Sgd(momentum, nesterov, newWeightDecay);
  }

  @Override
  public State open(long length, DataType type) {
    return new SgdState(length, type);
  }

  private final class SgdState implements State {
    private final INDArray velocity;
    private final Kernels kernels;
    private final SgdStep kernel;
    private final Magnitude magnitude;

    /** Bounds for the elements of both vectors; NaN while unknown. */
    private double parameterBound = Double.NaN;

    private double velocityBound;

    /** What they will be after the step that was asked about last. */
    private double nextParameterBound = Double.NaN;

    private double nextVelocityBound;

    SgdState(long length, DataType type) {
      this.velocity = Detached.zeros(type, length); // so the first step makes it g
      this.kernels = Kernels.open(type, 0);
      this.kernel = kernels.prepare(new SgdSpec(momentum, nesterov, weightDecay));
      this.magnitude = new Magnitude(type);
    }

    @Override
    public void step(INDArray parameters, INDArray gradients, double learningRate) {
      kernel.run(parameters, gradients, velocity, learningRate);
      parameterBound = nextParameterBound;
      velocityBound = nextVelocityBound;
      nextParameterBound = Double.NaN;
    }

    @Override
    public boolean canOverflow(INDArray parameters, double gradientNorm, double learningRate) {
      if (staysInRange(gradientNorm, learningRate)) {
        return false;
      }
      // Unknown, or bounds that grew in many steps: what they are bounds of did not.
      parameterBound = magnitude.of(parameters);
      velocityBound = magnitude.of(velocity);
      return !staysInRange(gradientNorm, learningRate);
    }

    /** Each term with its absolute value: see {@link SgdStep#run}. */
    private boolean staysInRange(double gradientNorm, double rate) {
      double g = gradientNorm + weightDecay * parameterBound;
      nextVelocityBound = Magnitude.ROUNDED * (momentum * velocityBound + g);
      double direction = nesterov ? g + momentum * nextVelocityBound : nextVelocityBound;
      nextParameterBound = Magnitude.ROUNDED * (parameterBound + rate * direction);
      return magnitude.isInRange(rate)
          && magnitude.isInRange(nextVelocityBound)
          && magnitude.isInRange(nextParameterBound);
    }

    @Override
    public Map<String, INDArray> tensors() {
      return Map.of("velocity", velocity);
    }

    @Override
    public void restore(Map<String, Double> numbers) {
      parameterBound = Double.NaN;
      nextParameterBound = Double.NaN;
    }

    @Override
    public void close() {
      velocity.close();
      kernels.close();
      magnitude.close();
    }
  }
}
