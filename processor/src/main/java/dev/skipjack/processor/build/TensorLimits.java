package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.read.ModelDeclaration;

/**
 * How many inputs and outputs a model has: parameters of forward, and of a record's constructor.
 */
final class TensorLimits {
  /** Parameters that a method of Java has beside {@code this} (JVM specification, 4.3.3). */
  private static final int MOST = 254;

  private TensorLimits() {}

  /** Tells where there are too many. */
  static void check(ModelDeclaration model, Graph graph, Diagnostics diagnostics) {
    int inputs = model.inputs().size();
    if (inputs > MOST) {
      Place first = model.inputs().get(MOST).place();
      String remedy = "put several into one and take them apart with @Split";
      diagnostics.error(
          Message.TOO_MANY_TENSORS, first, model.name(), inputs, "inputs", MOST, remedy);
    }
    int outputs = graph.outputs().size();
    if (outputs > MOST) {
      Place main = model.fields().get(model.fields().size() - 1).place();
      String remedy = "put several into one with @Concat";
      diagnostics.error(
          Message.TOO_MANY_TENSORS, main, model.name(), outputs, "outputs", MOST, remedy);
    }
  }
}
