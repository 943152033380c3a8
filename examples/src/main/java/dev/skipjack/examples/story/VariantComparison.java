package dev.skipjack.examples.story;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.DivergedException;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Trains every variant once for each seed, by one recipe: batches of 64, SGD with Nesterov's
 * momentum of 0.9, weight decay 1e-4, a cosine after a warm-up of a tenth. The test images are
 * looked at once, at the end.
 */
final class VariantComparison {
  static final int BATCH = 64;

  private final Setting setting;
  private final List<Variant> variants;

  VariantComparison(Setting setting, List<Variant> variants) {
    this.setting = setting;
    this.variants = setting.chosen(variants);
  }

  /** Looks at a network after its training. */
  interface Inspection {
    void inspect(Variant variant, TrainingNetwork network);
  }

  /** How a training ended; the loss is NaN if it diverged. */
  private record Outcome(long parameters, double loss, double trainAccuracy, double accuracy) {
    boolean diverged() {
      return Double.isNaN(loss);
    }
  }

  void run(Inspection inspection) {
    StringBuilder table =
        new StringBuilder(
            "| | parameters | multiply-adds | training loss | training accuracy, % | test accuracy, % |\n"
                + "|---|---:|---:|---:|---:|---:|\n");
    for (Variant variant : variants) {
      List<Outcome> outcomes = new ArrayList<>();
      for (long seed : setting.seeds()) {
        outcomes.add(train(variant, seed, inspection));
      }
      table.append(row(variant, outcomes));
    }
    setting.out().println();
    setting.out().print(table);
  }

  private Outcome train(Variant variant, long seed, Inspection inspection) {
    long begin = System.nanoTime();
    try (TrainingNetwork network = variant.open().apply(seed)) {
      Outcome outcome = train(variant, network, seed);
      if (!outcome.diverged()) {
        inspection.inspect(variant, network);
      }
      setting
          .out()
          .printf(
              Locale.ROOT,
              "%s, seed %d: training loss %.4f, accuracy %.2f %%, test accuracy %.2f %%, %.1f s%n",
              variant.name(),
              seed,
              outcome.loss(),
              100 * outcome.trainAccuracy(),
              100 * outcome.accuracy(),
              (System.nanoTime() - begin) / 1e9);
      setting.out().flush();
      return outcome;
    }
  }

  private Outcome train(Variant variant, TrainingNetwork network, long seed) {
    long parameters = network.parameters().length();
    History.Epoch last;
    try (Training training = Training.of(network)) {
      training
          .data(variant.augmentation().apply(setting.train()).shuffle(seed).batch(BATCH))
          .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
          .schedule(Schedule.cosine(variant.learningRate()).warmUp(0.1));
      last = training.fit(setting.epochs()).last();
    } catch (DivergedException e) {
      setting.out().println(e.getMessage());
      return new Outcome(parameters, Double.NaN, Double.NaN, Double.NaN);
    }
    try (InferenceNetwork inference = network.inference()) {
      double accuracy = Evaluator.evaluate(inference, setting.test().batch(BATCH)).accuracy();
      return new Outcome(parameters, last.loss(), last.accuracy(), accuracy);
    }
  }

  private static String row(Variant variant, List<Outcome> outcomes) {
    List<Outcome> ended = outcomes.stream().filter(outcome -> !outcome.diverged()).toList();
    int diverged = outcomes.size() - ended.size();
    String note = diverged == 0 ? "" : " (" + diverged + " of " + outcomes.size() + " diverged)";
    return String.format(
        Locale.ROOT,
        "| %s%s | %,d | %,d | %.3f | %.1f | %s |%n",
        variant.name(),
        note,
        outcomes.get(0).parameters(),
        variant.multiplyAdds(),
        ended.stream().mapToDouble(Outcome::loss).average().orElse(Double.NaN),
        100 * ended.stream().mapToDouble(Outcome::trainAccuracy).average().orElse(Double.NaN),
        meanAndEach(ended.stream().map(outcome -> 100 * outcome.accuracy()).toList()));
  }

  /** For instance {@code 61.2 (60.8, 61.6)}. */
  static String meanAndEach(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.1f", value))
        .collect(Collectors.joining(", ", String.format(Locale.ROOT, "**%.1f** (", mean), ")"));
  }
}
