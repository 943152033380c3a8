package dev.skipjack.runtime.optimize;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.optimizer.MovingAverage;
import dev.skipjack.runtime.kernel.optimizer.MovingAverageSpec;
import dev.skipjack.runtime.train.WeightAverage;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The exponential moving average of weights and running statistics, as timm's {@code ModelEmaV2}:
 * after each step average = decay·average + (1 - decay)·now. It often classifies better than the
 * last weights, most of all at a high learning rate (Tarvainen and Valpola 2017; Szegedy et al.
 * 2016, section 8).
 *
 * @param decay in [0, 1): the average is over about 1/(1 - decay) steps
 * @param warmUp whether it begins shorter: in step n the decay is at most (1 + n)/(10 + n), as
 *     TensorFlow's {@code num_updates} has it, since the first weights are random
 */
public record ExponentialMovingAverage(double decay, boolean warmUp) implements WeightAverage {
  /**
   * @throws IllegalArgumentException if the decay is out of range
   */
  public ExponentialMovingAverage {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "the decay of a moving average must be in [0, 1), got " + decay);
    }
  }

  /** Without a warm-up. */
  public static ExponentialMovingAverage of(double decay) {
    return new ExponentialMovingAverage(decay, false);
  }

  /** The same average, shorter at the beginning: see {@link #warmUp()}. */
  public ExponentialMovingAverage withWarmUp() {
    return new ExponentialMovingAverage(decay, true);
  }

  @Override
  public State open(TrainingNetwork network) {
    return new Average(network);
  }

  private final class Average implements State {
    private final TrainingNetwork network;
    private final InferenceNetwork average;
    private final INDArray parameters;
    private final INDArray statistics;
    private final Kernels kernels;
    private final MovingAverage ofParameters;
    private final MovingAverage ofStatistics;
    private long steps;

    Average(TrainingNetwork network) {
      this.network = network;
      this.average = network.inferenceOfCopy();
      this.parameters = average.parameters();
      this.statistics = average.runningStatistics();
      this.kernels = Kernels.open(network.dataType(), 0);
      this.ofParameters = kernels.prepare(new MovingAverageSpec());
      this.ofStatistics = kernels.prepare(new MovingAverageSpec());
    }

    @Override
    public void stepEnds() {
      steps++;
      double now = warmUp ? Math.min(decay, (1.0 + steps) / (10 + steps)) : decay;
      ofParameters.run(network.parameters(), parameters, now);
      ofStatistics.run(network.runningStatistics(), statistics, now);
      average.parametersChanged();
    }

    @Override
    public InferenceNetwork network() {
      return average;
    }

    @Override
    public Map<String, INDArray> tensors() {
      return Map.of("parameters", parameters, "statistics", statistics);
    }

    @Override
    public Map<String, Double> numbers() {
      return Map.of("steps", (double) steps);
    }

    @Override
    public void restore(Map<String, Double> numbers) {
      if (!numbers.keySet().equals(numbers().keySet())) {
        throw new IllegalArgumentException(
            "a moving average remembers how many 'steps' it saw, got " + numbers);
      }
      steps = numbers.get("steps").longValue();
      average.parametersChanged();
    }

    @Override
    public void close() {
      average.close();
      kernels.close();
    }
  }
}
