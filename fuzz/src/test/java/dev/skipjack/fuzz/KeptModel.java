package dev.skipjack.fuzz;

/**
 * A model that was a fault once, as it lies in {@code src/test/resources/kept}.
 *
 * @param source of the model, without a package
 */
record KeptModel(String source, Plan plan) {
  String text() {
    return plan.text() + "\n" + source;
  }

  static KeptModel parse(String text) {
    int end = text.indexOf('\n');
    return new KeptModel(text.substring(end + 1), Plan.parse(text.substring(0, end)));
  }
}
