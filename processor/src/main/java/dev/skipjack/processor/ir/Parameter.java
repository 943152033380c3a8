package dev.skipjack.processor.ir;

/**
 * A tensor that outlives a step.
 *
 * @param value its name and shape in the graph
 * @param weightName its name in weight files, such as {@code dense1.denselayer1.norm1.weight}
 * @param role who changes it
 * @param initializer how it starts
 */
public record Parameter(Value value, String weightName, Role role, Initializer initializer) {
  /** Who changes a parameter. */
  public enum Role {
    /** The optimizer. */
    TRAINABLE,
    /** Nobody: the user froze the layer. */
    FROZEN,
    /** The forward pass in training: batch norm's running mean and variance. */
    RUNNING
  }

  /**
   * How a parameter starts; {@code amount} is a standard deviation, a bound, the constant, or
   * nothing for a filter.
   */
  public record Initializer(Kind kind, double amount) {
    /** The distributions that the runtime can draw, and the filter that it knows. */
    public enum Kind {
      NORMAL,
      UNIFORM,
      CONSTANT,
      BILINEAR
    }
  }

  /** The same under another name in weight files. */
  public Parameter withWeightName(String newName) {
    return new Parameter(value, newName, role, initializer);
  }

  public long elements() {
    return value.type().elements();
  }

  public boolean isLearned() {
    return role != Role.RUNNING;
  }
}
