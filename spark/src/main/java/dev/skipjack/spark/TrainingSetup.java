package dev.skipjack.spark;

import dev.skipjack.runtime.train.Training;
import java.io.Serializable;

/**
 * Sets up the training in every worker, for instance {@code training ->
 * training.optimizer(Adam.adam()).labelSmoothing(0.1)}: the same in all. It travels to the
 * executors, so what it takes from around itself has to be {@link Serializable}: numbers, texts,
 * and no more if in doubt.
 */
@FunctionalInterface
public interface TrainingSetup extends Serializable {
  /**
   * Before the first fit, when the training has its data; parts, exchange and checkpoints are set
   * afterwards.
   */
  void apply(Training training);
}
