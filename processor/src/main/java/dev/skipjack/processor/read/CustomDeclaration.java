package dev.skipjack.processor.read;

import java.util.List;
import java.util.Optional;

/**
 * A class that {@code @Custom} names.
 *
 * @param name simple name
 * @param className as Java source names it
 * @param flaw why it cannot be a layer, and how to mend that; empty if it can
 * @param constructors types of the parameters of each public one
 * @param weights that it declares
 */
public record CustomDeclaration(
    String name,
    String className,
    Optional<String> flaw,
    List<List<String>> constructors,
    List<Weight> weights) {
  public CustomDeclaration {
    constructors = constructors.stream().map(List::copyOf).toList();
    weights = List.copyOf(weights);
  }

  /**
   * A declared weight.
   *
   * @param shape positive sizes, {@link #IN} or {@link #OUT}, if it is right
   */
  public record Weight(String name, List<Integer> shape, double initial, double standardDeviation) {
    /** The runtime's {@code Weight.IN}: as many as the input has channels. */
    public static final int IN = -1;

    /** The runtime's {@code Weight.OUT}: as many as the output has channels. */
    public static final int OUT = -2;

    public Weight {
      shape = List.copyOf(shape);
    }
  }
}
