package dev.skipjack.spark;

import dev.skipjack.runtime.TrainingNetwork;
import java.io.Serializable;

/**
 * Opens the network in every worker, for instance {@code () -> DenseNetNetwork.forTraining(1)}: the
 * same in all, from a seed that is written there. It travels to the executors.
 */
@FunctionalInterface
public interface NetworkFactory extends Serializable {
  /** A new network, which the worker closes. */
  TrainingNetwork open();
}
