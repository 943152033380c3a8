package dev.skipjack.runtime.train;

import java.util.Arrays;

/**
 * The learning rate over a training. {@link #steps}, {@link #step}, {@link #cosine}, {@link
 * #warmRestarts}, {@link #oneCycle} and {@link #warmUp} give in each step what PyTorch's {@code
 * MultiStepLR}, {@code StepLR}, {@code CosineAnnealingLR}, {@code CosineAnnealingWarmRestarts},
 * {@code OneCycleLR} and {@code LinearLR} before another give, where their steps are counted in
 * batches.
 */
@FunctionalInterface
public interface Schedule {
  /** Of a warm-up: the part of the rate in its first step, as torchvision's references have it. */
  double WARM_UP_START = 0.01;

  /**
   * @param progress from 0 (the first step) towards 1 (past the last one)
   * @return the learning rate of that step, above 0
   */
  double at(double progress);

  /**
   * The same for those who know how many steps there are.
   *
   * @param step from 0
   * @param steps of the training
   * @return the learning rate of that step, above 0
   */
  default double at(long step, long steps) {
    return at(step / (double) steps);
  }

  /**
   * Whether a training may go on behind the end of what was planned, where progress is 1 or more;
   * of those here the constant one alone.
   */
  default boolean isEndless() {
    return false;
  }

  /** Always the same, without an end. */
  static Schedule constant(double learningRate) {
    check(learningRate);
    return endless(progress -> learningRate);
  }

  /** This one, {@link #isEndless}: for a schedule of your own that has a rate for any progress. */
  static Schedule endless(Schedule schedule) {
    return new Schedule() {
      @Override
      public double at(double progress) {
        return schedule.at(progress);
      }

      @Override
      public double at(long step, long steps) {
        return schedule.at(step, steps);
      }

      @Override
      public boolean isEndless() {
        return true;
      }
    };
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
      long passed = Arrays.stream(sorted).filter(m -> reached(progress) >= m).count();
      return learningRate * Math.pow(factor, passed);
    };
  }

  /**
   * Multiplied by {@code factor} each time another {@code share} of the training is over, from the
   * first step on that lies behind it.
   */
  static Schedule step(double learningRate, double factor, double share) {
    check(learningRate);
    checkFactor(factor);
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a step takes a share in (0, 1], got " + share);
    }
    return progress -> learningRate * Math.pow(factor, Math.floor(reached(progress) / share));
  }

  /** Half a cosine from the rate to 0 (Loshchilov and Hutter 2017, without restarts). */
  static Schedule cosine(double learningRate) {
    check(learningRate);
    return progress -> learningRate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }

  /**
   * Half cosines from the rate to 0, each after the other from the full rate again (Loshchilov and
   * Hutter 2017, section 3).
   *
   * @param first the share of the training that the first of them takes, in (0, 1]
   * @param factor by which each is longer than the one before, at least 1; the paper's best is 2
   */
  static Schedule warmRestarts(double learningRate, double first, double factor) {
    check(learningRate);
    if (!(first > 0 && first <= 1)) {
      throw new IllegalArgumentException("a first cycle takes a share in (0, 1], got " + first);
    }
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "the factor of cycles that grow must be at least 1, got " + factor);
    }
    Schedule cycle = cosine(learningRate);
    return progress -> {
      double begin = 0;
      double length = first;
      for (double next = length; reached(progress) >= next; next = begin + length) {
        begin = next;
        length *= factor;
      }
      return cycle.at(Math.max(0, progress - begin) / length);
    };
  }

  /**
   * One cycle (Smith and Topin 2018) as PyTorch has it: in the first 30 % of the training half a
   * cosine from a 25th of the rate up to it, then half a cosine down to a 250,000th. Momentum stays
   * as it is.
   *
   * @param learningRate the highest
   */
  static Schedule oneCycle(double learningRate) {
    return oneCycle(learningRate, 0.3);
  }

  /**
   * As {@link #oneCycle(double)}.
   *
   * @param rise the share of the training in which the rate rises, in (0, 1)
   */
  static Schedule oneCycle(double learningRate, double rise) {
    check(learningRate);
    if (!(rise > 0 && rise < 1)) {
      throw new IllegalArgumentException("the rise takes a share in (0, 1), got " + rise);
    }
    return new OneCycle(learningRate, rise);
  }

  /** {@link #warmUp(double, double)} from {@link #WARM_UP_START} of the rate on. */
  default Schedule warmUp(double share) {
    return warmUp(share, WARM_UP_START);
  }

  /**
   * This schedule after a linear rise to its first rate over the first {@code share} of the
   * training (Goyal et al. 2017); the schedule itself is stretched over the rest.
   *
   * @param start the part of that rate which the first step has, in (0, 1]: a step at rate 0 would
   *     do nothing
   */
  default Schedule warmUp(double share, double start) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a warm-up takes a share in (0, 1), got " + share);
    }
    if (!(start > 0 && start <= 1)) {
      throw new IllegalArgumentException(
          "a warm-up starts at a part of the rate in (0, 1], got " + start);
    }
    Schedule warmed =
        progress ->
            reached(progress) < share
                ? at(0) * (start + (1 - start) * progress / share)
                : at(Math.max(0, progress - share) / (1 - share));
    return isEndless() ? endless(warmed) : warmed;
  }

  /**
   * What counts as reached: progress and milestones are rounded, as 3/10 and 3·0.1 are, and no step
   * is to miss its milestone by that. It is less than a step of a training of up to 10¹¹.
   */
  private static double reached(double progress) {
    return progress + 1e-11;
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
