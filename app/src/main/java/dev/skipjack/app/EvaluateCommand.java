package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.metrics.ClassificationReport;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Evaluator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = "Evaluates saved weights on images whose classes are known.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements ModelCommand {
  private static final int BATCH = 100;

  private final ModelOptions model;

  @Mixin private final DataOptions data;

  @Option(
      names = "--part",
      defaultValue = "test",
      description = "of the data: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Part part;

  EvaluateCommand(SkipjackApp app, DataOptions data) {
    this.model = new ModelOptions(app);
    this.data = data;
  }

  @Override
  public void addOptions(CommandSpec command) {
    model.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    try (InferenceNetwork network = model.load()) {
      Images test = data.images(part, network);
      Evaluation evaluation = Evaluator.evaluate(network, test.batch(BATCH));
      System.out.println(model.weights() + ": " + evaluation);
      List<String> classes = test.dataset().classNames();
      print(evaluation.confusion(), classes, System.out);
      System.out.println();
      System.out.println(ClassificationReport.of(evaluation, classes));
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
