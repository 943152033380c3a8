package dev.skipjack.spark.ml;

import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.spark.TrainingSetup;

/** A setup that is saved with its classifier. */
public final class AdamSetup implements TrainingSetup {
  private static final long serialVersionUID = 1L;

  @Override
  public void apply(Training training) {
    training.optimizer(Adam.adam()).schedule(Schedule.constant(0.02));
  }
}
