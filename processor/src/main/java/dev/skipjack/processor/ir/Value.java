package dev.skipjack.processor.ir;

/** One tensor of a {@link Graph}, assigned exactly once. The name is a Java identifier. */
public record Value(String name, TensorType type) {
  @Override
  public String toString() {
    return name + ":" + type;
  }
}
