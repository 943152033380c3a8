package dev.skipjack.examples.story;

import static dev.skipjack.runtime.data.Augmentation.flip;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.optimize.ExponentialMovingAverage;
import dev.skipjack.runtime.optimize.ParameterGroups;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * Trains one network by several recipes, each once for each seed: batches of 64, SGD with
 * Nesterov's momentum of 0.9, weight decay 1e-4, a cosine from 0.1 after a warm-up of a tenth,
 * flips; and one thing more. The test images are looked at once, at the end.
 */
final class RecipeComparison {
  private static final Sgd SGD = Sgd.nesterov(0.9).weightDecay(1e-4);

  private final Setting setting;
  private final LongFunction<? extends TrainingNetwork> open;
  private final List<Recipe> recipes;

  RecipeComparison(Setting setting, LongFunction<? extends TrainingNetwork> open) {
    this.setting = setting;
    this.open = open;
    this.recipes = setting.chosen(all(), Recipe::name);
  }

  /** What is done beside the rest. */
  private record Recipe(String name, UnaryOperator<Images> images, UnaryOperator<Training> more) {}

  private static Recipe training(String name, UnaryOperator<Training> more) {
    return new Recipe(name, images -> images, more);
  }

  private static Recipe images(String name, UnaryOperator<Images> images) {
    return new Recipe(name, images, training -> training);
  }

  private static List<Recipe> all() {
    return List.of(
        training("nothing more", training -> training),
        training(
            "no decay on biases and batch norm",
            training -> training.optimizer(ParameterGroups.of(SGD).noDecayOnBiasesAndBatchNorm())),
        training("label smoothing 0.1", training -> training.labelSmoothing(0.1)),
        images("mixup 0.2", images -> images.mixup(0.2)),
        images("CutMix 1", images -> images.cutmix(1)),
        training(
            "moving average 0.99",
            training -> training.average(ExponentialMovingAverage.of(0.99).withWarmUp())),
        training("one cycle", training -> training.schedule(Schedule.oneCycle(0.2))));
  }

  /** How a training ended. */
  private record Outcome(double accuracy, double loss, double calibrationError) {}

  void run() {
    StringBuilder table =
        new StringBuilder(
            "| | test accuracy, % | test loss | calibration error, % |\n|---|---:|---:|---:|\n");
    Map<Recipe, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (long seed : setting.seeds()) { // all recipes in turn: half a table compares, too
      for (Recipe recipe : recipes) {
        outcomes.computeIfAbsent(recipe, key -> new ArrayList<>()).add(train(recipe, seed));
      }
    }
    outcomes.forEach((recipe, each) -> table.append(row(recipe, each)));
    setting.out().println();
    setting.out().print(table);
  }

  private Outcome train(Recipe recipe, long seed) {
    long begin = System.nanoTime();
    FinalTest test = new FinalTest(setting.test().batch(VariantComparison.BATCH));
    try (TrainingNetwork network = open.apply(seed);
        Training training = Training.of(network)) {
      training
          .data(
              recipe
                  .images()
                  .apply(setting.train().augment(flip()))
                  .shuffle(seed)
                  .batch(VariantComparison.BATCH))
          .optimizer(SGD)
          .schedule(Schedule.cosine(0.1).warmUp(0.1))
          .listen(test);
      recipe.more().apply(training).fit(setting.epochs());
    }
    Outcome outcome =
        new Outcome(
            100 * test.evaluation().accuracy(), test.evaluation().loss(), 100 * test.error());
    setting
        .out()
        .printf(
            Locale.ROOT,
            "%s, seed %d: test accuracy %.2f %%, loss %.4f, calibration error %.2f %%, %.1f s%n",
            recipe.name(),
            seed,
            outcome.accuracy(),
            outcome.loss(),
            outcome.calibrationError(),
            (System.nanoTime() - begin) / 1e9);
    setting.out().flush();
    return outcome;
  }

  private static String row(Recipe recipe, List<Outcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f | %.1f |%n",
        recipe.name(),
        VariantComparison.meanAndEach(outcomes.stream().map(Outcome::accuracy).toList()),
        outcomes.stream().mapToDouble(Outcome::loss).average().orElse(Double.NaN),
        outcomes.stream().mapToDouble(Outcome::calibrationError).average().orElse(Double.NaN));
  }
}
