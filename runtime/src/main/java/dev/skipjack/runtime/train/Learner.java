package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;

/** What learns, and lasts from one fit to the next: the optimizer, the average, what predicts. */
final class Learner implements AutoCloseable {
  private final TrainingNetwork network;
  private InferenceNetwork inference;
  private Optimizer.State optimizer;
  private Optimizer opened;
  private WeightAverage.State average;
  private WeightAverage openedAverage;

  Learner(TrainingNetwork network) {
    this.network = network;
  }

  /** Opens what is another than in the fit before. */
  void open(TrainingSettings settings) {
    if (opened != settings.optimizer) {
      closeOptimizer();
      optimizer = settings.optimizer.open(network.parameterList(), network.dataType());
      opened = settings.optimizer;
    } else {
      optimizer.restore(optimizer.numbers()); // weights may have changed: bounds are measured anew
    }
    if (openedAverage != settings.average) {
      closeAverage();
      average = settings.average == null ? null : settings.average.open(network);
      openedAverage = settings.average;
    }
  }

  Optimizer.State optimizer() {
    return optimizer;
  }

  /** Null without. */
  WeightAverage.State average() {
    return average;
  }

  /** What is evaluated. */
  InferenceNetwork inference() {
    if (average != null) {
      return average.network();
    }
    if (inference == null) {
      inference = network.inference();
    }
    return inference;
  }

  private void closeOptimizer() {
    if (optimizer != null) {
      optimizer.close();
      optimizer = null;
      opened = null;
    }
  }

  private void closeAverage() {
    if (average != null) {
      average.close();
      average = null;
      openedAverage = null;
    }
  }

  @Override
  public void close() {
    closeOptimizer();
    closeAverage();
    if (inference != null) {
      inference.close();
      inference = null;
    }
  }
}
