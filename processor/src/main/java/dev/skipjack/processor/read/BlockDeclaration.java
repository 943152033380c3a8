package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Place;
import java.util.List;
import java.util.stream.Stream;

/** A class annotated with {@code @Block}. */
public record BlockDeclaration(String name, List<LayerField> fields, Place place) {
  public BlockDeclaration {
    fields = List.copyOf(fields);
  }

  /** Whether a field cannot be read, so that nobody knows which parameters it would use. */
  public boolean isPartlyTold() {
    return fields.stream().anyMatch(LayerField::told);
  }

  /** Whether any attribute of any layer is computed from this parameter. */
  public boolean uses(BlockParameter parameter) {
    return fields.stream()
        .flatMap(f -> f.annotations().stream())
        .flatMap(a -> a.attributes().values().stream())
        .flatMap(a -> a.value() instanceof List<?> list ? list.stream() : Stream.of(a.value()))
        .anyMatch(value -> value instanceof Integer i && isMadeOf(parameter, i));
  }

  private static boolean isMadeOf(BlockParameter parameter, int value) {
    return BlockExpression.of(value).filter(e -> e.uses(parameter)).isPresent();
  }
}
