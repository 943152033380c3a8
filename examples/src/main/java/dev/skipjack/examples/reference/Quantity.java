package dev.skipjack.examples.reference;

import org.nd4j.linalg.api.buffer.DataType;

/** What is compared, and the largest relative error that is accepted. */
enum Quantity {
  OUTPUT("outputs", "output", 1e-4),
  LOSS("training loss", "loss", 1e-3),
  GRADIENT("gradients", "gradient", 1e-3),
  VANISHING("gradients that vanish", "gradient", 1e-3),
  RUNNING("running statistics", "running", 1e-4);

  /** In DOUBLE only the order of sums differs. */
  private static final double DOUBLE_LIMIT = 1e-8;

  private final String title;
  private final String kind;
  private final double floatLimit;

  Quantity(String title, String kind, double floatLimit) {
    this.title = title;
    this.kind = kind;
    this.floatLimit = floatLimit;
  }

  /** The beginning of the names of its tensors in the reference's files. */
  String kind() {
    return kind;
  }

  double limit(DataType type) {
    return type == DataType.DOUBLE ? DOUBLE_LIMIT : floatLimit;
  }

  @Override
  public String toString() {
    return title;
  }
}
