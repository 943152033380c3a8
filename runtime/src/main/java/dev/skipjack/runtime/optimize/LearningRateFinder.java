package dev.skipjack.runtime.optimize;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.DivergedException;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds a learning rate (Smith 2017, "Cyclical learning rates", section 3.3), as fastai's {@code
 * lr_find}: trains for some steps while the rate rises, until the loss is four times its best, and
 * leaves the network as it was. Immutable.
 *
 * <pre>{@code
 * double rate = LearningRateFinder.of(network).run(training -> training.data(train)).suggestion();
 * }</pre>
 *
 * @param network that learns and forgets
 * @param low the first rate
 * @param high the last one, if the loss does not explode before
 * @param steps at most
 */
public record LearningRateFinder(TrainingNetwork network, double low, double high, int steps) {
  private static final double SMOOTHING = 0.98;
  private static final double EXPLODED = 4;

  /**
   * @throws IllegalArgumentException unless 0 &lt; low &lt; high, with at least 10 steps
   */
  public LearningRateFinder {
    if (!(low > 0 && low < high) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "the rate rises from above 0 to a higher one, not from " + low + " to " + high);
    }
    if (steps < 10) {
      throw new IllegalArgumentException("10 steps are the least that show a fall, got " + steps);
    }
  }

  /** fastai's defaults: 100 steps from 1e-7 to 10. */
  public static LearningRateFinder of(TrainingNetwork network) {
    return new LearningRateFinder(network, 1e-7, 10, 100);
  }

  /** Another one, between other rates. */
  public LearningRateFinder range(double newLow, double newHigh) {
    return new LearningRateFinder(network, newLow, newHigh, steps);
  }

  /** Another one, of at most so many steps. */
  public LearningRateFinder steps(int newSteps) {
    return new LearningRateFinder(network, low, high, newSteps);
  }

  /**
   * Trains. Weights, running statistics, the step that dropout draws for and the preparation of
   * pictures are as before afterwards, whatever happens.
   *
   * @param recipe says on what and how to train, all but the schedule
   */
  public LearningRateCurve run(Consumer<Training> recipe) {
    Curve curve = new Curve();
    Preparation preparation = network.preparation().orElse(null);
    long step = network.step();
    try (INDArray parameters = copy(network::parameters);
        INDArray statistics = copy(network::runningStatistics);
        Training training = Training.of(network)) {
      try {
        recipe.accept(training);
        training.schedule(new Rise()).listen(curve);
        training.fit(1);
        while (curve.points.size() < steps && !curve.exploded) {
          training.fit(1);
        }
      } catch (DivergedException e) {
        curve.exploded = true; // the rate is far too high: what was asked for
      } finally {
        network.parameters().assign(parameters);
        network.runningStatistics().assign(statistics);
        network.prepareWith(preparation);
        network.step(step);
      }
    }
    return new LearningRateCurve(curve.points);
  }

  private static INDArray copy(Supplier<INDArray> vector) {
    return Detached.create(() -> vector.get().dup());
  }

  /** Exponential in the steps that were taken. */
  private final class Rise implements Schedule {
    @Override
    public double at(double progress) {
      return low * Math.pow(high / low, progress);
    }

    /** Stretched over the steps of the search, not over an epoch. */
    @Override
    public double at(long step, long ofFirstEpoch) {
      return at(Math.min(step, steps - 1) / (steps - 1.0));
    }

    @Override
    public boolean isEndless() {
      return true;
    }
  }

  private final class Curve implements TrainingListener {
    private final List<LearningRateCurve.Point> points = new ArrayList<>();
    private double average;
    private double best = Double.POSITIVE_INFINITY;
    private boolean exploded;

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step step) {
      average = SMOOTHING * average + (1 - SMOOTHING) * step.loss();
      double smoothed = average / (1 - Math.pow(SMOOTHING, points.size() + 1));
      points.add(new LearningRateCurve.Point(step.learningRate(), step.loss(), smoothed));
      best = Math.min(best, smoothed);
      exploded = smoothed > EXPLODED * best;
      if (exploded || points.size() == steps) {
        training.stop("the learning rate is found");
      }
    }
  }
}
