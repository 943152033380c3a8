package dev.skipjack.runtime.train;

import java.util.Arrays;

/** The learning rate over a training. */
@FunctionalInterface
public interface Schedule {
  /**
   * @param progress from 0 (the first step) towards 1 (past the last one)
   * @return the learning rate of that step
   */
  double at(double progress);

  /** Always the same. */
  static Schedule constant(double learningRate) {
    check(learningRate);
    return progress -> learningRate;
  }

  /**
   * A tenth of the rate after each milestone, as in the ResNet and DenseNet papers: {@code
   * steps(0.1, 0.5, 0.75)}.
   *
   * @param milestones shares of the training, in (0, 1), ascending
   */
  static Schedule steps(double learningRate, double... milestones) {
    return multiStep(learningRate, 0.1, milestones);
  }

  /** As {@link #steps} with another factor at each milestone. */
  static Schedule multiStep(double learningRate, double factor, double... milestones) {
    check(learningRate);
    checkFactor(factor);
    double[] sorted = milestones.clone();
    Arrays.sort(sorted);
    for (double milestone : milestones) {
      if (!(milestone > 0 && milestone < 1) || !Arrays.equals(sorted, milestones)) {
        throw new IllegalArgumentException(
            "milestones are ascending shares of the training in (0, 1), got "
                + Arrays.toString(milestones));
      }
    }
    return progress -> {
      long passed = Arrays.stream(sorted).filter(m -> progress >= m).count();
      return learningRate * Math.pow(factor, passed);
    };
  }

  /** Multiplied by {@code factor} each time another {@code share} of the training is over. */
  static Schedule step(double learningRate, double factor, double share) {
    check(learningRate);
    checkFactor(factor);
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a step takes a share in (0, 1], got " + share);
    }
    return progress -> learningRate * Math.pow(factor, Math.floor(progress / share));
  }

  /** Half a cosine from the rate to 0 (Loshchilov and Hutter 2017, without restarts). */
  static Schedule cosine(double learningRate) {
    check(learningRate);
    return progress -> learningRate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }

  /**
   * This schedule after a linear rise from 0 over the first {@code share} of the training (Goyal et
   * al. 2017); the schedule itself is stretched over the rest.
   */
  default Schedule warmUp(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a warm-up takes a share in (0, 1), got " + share);
    }
    return progress ->
        progress < share ? at(0) * progress / share : at((progress - share) / (1 - share));
  }

  private static void checkFactor(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("a factor must be positive, got " + factor);
    }
  }

  private static void check(double learningRate) {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("a learning rate must be positive, got " + learningRate);
    }
  }
}
