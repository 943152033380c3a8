package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Dataset;
import java.io.PrintWriter;
import java.util.Locale;

/** Whether a network has an output for each class of the data. */
final class OutputCount {
  private OutputCount() {}

  /**
   * Before the work; outputs that stand for nothing are worth a warning.
   *
   * @throws IllegalArgumentException if there are more classes than outputs
   */
  static void check(Network network, Dataset data, PrintWriter errors) {
    int classes = data.classes();
    int outputs = network.classes();
    if (classes > outputs) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d classes, but %s has %,d outputs: write out = %d in its last layer and compile it, or leave %,d of the classes out",
              data.name(),
              classes,
              network.name(),
              outputs,
              classes,
              classes - outputs));
    }
    if (classes < outputs) {
      int unused = outputs - classes;
      errors.printf(
          Locale.ROOT,
          "warning: %s has %,d classes, but %s has %,d outputs: the last %s stand%s for nothing; out = %d in its last layer has none to spare%n",
          data.name(),
          classes,
          network.name(),
          outputs,
          unused == 1 ? "one" : String.format(Locale.ROOT, "%,d", unused),
          unused == 1 ? "s" : "",
          classes);
    }
  }
}
