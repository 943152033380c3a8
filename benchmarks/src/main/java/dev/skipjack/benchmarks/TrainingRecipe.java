package dev.skipjack.benchmarks;

/** Hyperparameters of a training step; a rate at which noise does not diverge. */
public final class TrainingRecipe {
  public static final double LEARNING_RATE = 0.01;
  public static final double MOMENTUM = 0.9;
  public static final double WEIGHT_DECAY = 1e-4;

  private TrainingRecipe() {}
}
