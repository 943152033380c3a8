package dev.skipjack.examples.story;

import dev.skipjack.runtime.data.Batches;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Deep networks with and without skip connections, and what each loses with one of its units. */
final class SkipConnections {
  private static final int UNITS_PER_STAGE = 5;

  /** Test accuracies by unit, then by variant, one for each seed. */
  private final Map<String, Map<String, List<Double>>> accuracies = new LinkedHashMap<>();

  private SkipConnections() {}

  static void run(Setting setting, List<Variant> variants) {
    SkipConnections removals = new SkipConnections();
    Batches test = setting.test().batch(VariantComparison.BATCH);
    new VariantComparison(setting, variants)
        .run(
            (variant, network) ->
                new UnitRemoval(network)
                    .accuracies(test, UNITS_PER_STAGE)
                    .forEach((unit, accuracy) -> removals.add(unit, variant, accuracy)));
    removals.print(setting.chosen(variants), setting.out());
  }

  private void add(String unit, Variant variant, double accuracy) {
    accuracies
        .computeIfAbsent(unit, u -> new LinkedHashMap<>())
        .computeIfAbsent(variant.name(), name -> new ArrayList<>())
        .add(accuracy);
  }

  /** A mean over the seeds for each unit. */
  private void print(List<Variant> variants, PrintStream out) {
    out.println();
    out.print("| without unit |");
    variants.forEach(variant -> out.print(" " + variant.name() + ", % |"));
    out.println("\n|---|" + "---:|".repeat(variants.size()));
    accuracies.forEach(
        (unit, byVariant) -> {
          out.print("| " + unit + " |");
          for (Variant variant : variants) {
            double mean =
                byVariant.getOrDefault(variant.name(), List.of()).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(Double.NaN);
            out.printf(Locale.ROOT, " %.1f |", 100 * mean);
          }
          out.println();
        });
  }
}
