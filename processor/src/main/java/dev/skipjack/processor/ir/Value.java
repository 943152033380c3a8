package dev.skipjack.processor.ir;

/** One tensor of a {@link Graph}, assigned exactly once. The name is a Java identifier. */
public record Value(String name, TensorType type) {
  /** A graph has a name once; passes look values up all the time. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + ":" + type;
  }
}
