package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A class annotated with {@code @Model}.
 *
 * @param name simple name
 * @param input the {@code @Input} of the class
 * @param budget the {@code @Budget}, if there is one
 * @param stochasticDepth the {@code @StochasticDepth}, if there is one
 * @param compiledHere whether this compilation compiles it, and tells its mistakes
 */
public record ModelDeclaration(
    String name,
    LayerAnnotation input,
    Optional<LayerAnnotation> budget,
    Optional<LayerAnnotation> stochasticDepth,
    List<LayerField> fields,
    boolean compiledHere,
    Place place) {
  public ModelDeclaration {
    fields = List.copyOf(fields);
  }

  /** That of the class, then those of fields. */
  public List<LayerAnnotation> inputs() {
    return Stream.concat(
            Stream.of(input), fields.stream().flatMap(field -> field.annotation("Input").stream()))
        .toList();
  }

  /** Whether a field besides the last one is an output too, or one is a pyramid. */
  public boolean hasSeveralOutputs() {
    return hasSeveralOutputs(fields);
  }

  /** The same of all fields of a model. */
  public static boolean hasSeveralOutputs(List<LayerField> fields) {
    return IntStream.range(0, fields.size())
        .filter(i -> fields.get(i).annotation("Output").isPresent())
        .anyMatch(i -> i < fields.size() - 1 || fields.get(i).annotation("Pyramid").isPresent());
  }
}
