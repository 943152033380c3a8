package dev.skipjack.examples.story;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Images;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** The experiments of docs/story.md, and that of docs/recipes.md. */
public enum Experiment {
  SKIP_CONNECTIONS("skip-connections", 6) {
    @Override
    public void run(Setting setting) {
      SkipConnections.run(
          setting,
          List.of(
              variant("plain", Plain32.class, Plain32Network::forTraining),
              variant("residual", Residual32.class, Residual32Network::forTraining),
              variant(
                  "stochastic depth",
                  StochasticDepth32.class,
                  StochasticDepth32Network::forTraining)));
    }
  },
  DENSE_CONNECTIONS("dense-connections", 4) {
    @Override
    public void run(Setting setting) {
      compare(
          setting,
          variant("nowhere", DenseNowhere.class, DenseNowhereNetwork::forTraining),
          variant("early", DenseEarly.class, DenseEarlyNetwork::forTraining),
          variant("late", DenseLate.class, DenseLateNetwork::forTraining),
          variant("everywhere", DenseEverywhere.class, DenseEverywhereNetwork::forTraining));
    }
  },
  BATCH_NORM("batch-norm", 3) {
    @Override
    public void run(Setting setting) {
      compare(
          setting,
          rate("with, 0.1", Vgg14.class, Vgg14Network::forTraining, 0.1),
          rate("with, 0.01", Vgg14.class, Vgg14Network::forTraining, 0.01),
          rate(
              "without, 0.1",
              Vgg14WithoutBatchNorm.class,
              Vgg14WithoutBatchNormNetwork::forTraining,
              0.1),
          rate(
              "without, 0.01",
              Vgg14WithoutBatchNorm.class,
              Vgg14WithoutBatchNormNetwork::forTraining,
              0.01));
    }
  },
  AUGMENTATION("augmentation", 10) {
    @Override
    public void run(Setting setting) {
      compare(
          setting,
          augmented("none", images -> images),
          augmented("flip and shift", images -> images.augment(flip(), shift(4))));
    }
  },
  RECIPE("recipe", 10) {
    @Override
    public void run(Setting setting) {
      new RecipeComparison(setting, DenseSmallNetwork::forTraining).run();
    }
  };

  private static final double LEARNING_RATE = 0.1;

  private final String title;
  private final int epochs;

  Experiment(String title, int epochs) {
    this.title = title;
    this.epochs = epochs;
  }

  /** Trains, and prints a table. */
  public abstract void run(Setting setting);

  /** As many as in the page that tells of it. */
  public int epochs() {
    return epochs;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return title;
  }

  private static void compare(Setting setting, Variant... variants) {
    new VariantComparison(setting, List.of(variants)).run((variant, network) -> {});
  }

  private static Variant variant(String name, Class<?> model, LongFunction<TrainingNetwork> open) {
    return rate(name, model, open, LEARNING_RATE);
  }

  private static Variant rate(
      String name, Class<?> model, LongFunction<TrainingNetwork> open, double learningRate) {
    return new Variant(name, model, open, learningRate, images -> images.augment(flip()));
  }

  private static Variant augmented(String name, UnaryOperator<Images> augmentation) {
    return new Variant(name, Vgg14.class, Vgg14Network::forTraining, LEARNING_RATE, augmentation);
  }
}
