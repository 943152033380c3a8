package dev.skipjack.app;

import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** The optimizers of the command line, with what is taken unless the user says otherwise. */
enum OptimizerName {
  /** With Nesterov's momentum of 0.9. */
  SGD(decay -> Sgd.nesterov(0.9).weightDecay(decay), 0.1, 1e-4),
  ADAM(decay -> Adam.adam().weightDecay(decay), 1e-3, 0),
  ADAMW(decay -> Adam.adamW().weightDecay(decay), 1e-3, 0.01);

  private final DoubleFunction<Optimizer> optimizer;
  private final double learningRate;
  private final double weightDecay;

  OptimizerName(DoubleFunction<Optimizer> optimizer, double learningRate, double weightDecay) {
    this.optimizer = optimizer;
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  Optimizer with(double decay) {
    return optimizer.apply(decay);
  }

  double learningRate() {
    return learningRate;
  }

  double weightDecay() {
    return weightDecay;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
