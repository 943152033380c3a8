package dev.skipjack.app;

import dev.skipjack.runtime.train.Schedule;
import java.util.Locale;

/** The schedules of the command line. */
enum ScheduleName {
  /** Half a cosine down to 0. */
  COSINE(0.1) {
    @Override
    Schedule of(double learningRate) {
      return Schedule.cosine(learningRate);
    }
  },
  /** Up to the rate and far below where it began. */
  ONE_CYCLE(0) {
    @Override
    Schedule of(double learningRate) {
      return Schedule.oneCycle(learningRate);
    }
  },
  /** A tenth after half and after three quarters of the training. */
  STEPS(0) {
    @Override
    Schedule of(double learningRate) {
      return Schedule.steps(learningRate, 0.5, 0.75);
    }
  },
  /** A tenth when nothing has become better for some epochs; {@link DecisionOptions} does that. */
  PLATEAU(0) {
    @Override
    Schedule of(double learningRate) {
      return Schedule.constant(learningRate);
    }
  },
  CONSTANT(0) {
    @Override
    Schedule of(double learningRate) {
      return Schedule.constant(learningRate);
    }
  };

  private final double warmUp;

  ScheduleName(double warmUp) {
    this.warmUp = warmUp;
  }

  abstract Schedule of(double learningRate);

  /** The share of the training that it rises unless the user says otherwise. */
  double warmUp() {
    return warmUp;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
