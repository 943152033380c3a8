package dev.skipjack.examples;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Evaluator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "evaluate",
    description = "Evaluates saved weights on the test images.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final int BATCH = 100;

  @Mixin private NetworkOptions options;

  @Override
  public Integer call() throws IOException {
    try (InferenceNetwork network = options.load()) {
      Evaluation evaluation =
          Evaluator.evaluate(network, Predictions.test(options, network).batch(BATCH));
      System.out.println(options.weights() + ": " + evaluation);
      print(evaluation.confusion(), options.set.classes(), System.out);
    }
    return 0;
  }

  /** Rows are true classes, columns predicted ones. */
  private static void print(long[][] confusion, List<String> classes, PrintStream out) {
    for (int row = 0; row < classes.size(); row++) {
      out.printf(Locale.ROOT, "%-12s", classes.get(row));
      for (int column = 0; column < classes.size(); column++) {
        out.printf(Locale.ROOT, "%6d", confusion[row][column]);
      }
      out.println();
    }
  }
}
