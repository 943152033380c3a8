package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One annotation as written.
 *
 * @param name simple name, such as {@code Conv}
 * @param text as the user would write it again: {@code @Conv(out = 24, kernel = 3)}
 * @param place of the annotation
 * @param attributes every attribute, defaults included
 */
public record LayerAnnotation(
    String name, String text, Place place, Map<String, Attribute> attributes) {
  public LayerAnnotation {
    attributes = Map.copyOf(attributes);
  }

  /**
   * One attribute.
   *
   * @param value a boxed primitive, String, {@link List} of those, the name of an enum constant, or
   *     what a class stands for: a {@link BlockDeclaration}, a {@link ModelDeclaration}, an {@link
   *     UnreadableModel}, a {@link CustomDeclaration}, or else its simple name
   * @param given whether the user wrote it
   * @param place of the value if it was written, of the annotation otherwise
   * @param elements places of the value's elements, if it was written as an array of several
   */
  public record Attribute(Object value, boolean given, Place place, List<Place> elements) {
    public Attribute {
      elements = List.copyOf(elements);
    }
  }

  public int integer(String attribute) {
    return (Integer) value(attribute);
  }

  /** One or several numbers. */
  public List<Integer> integers(String attribute) {
    return value(attribute) instanceof List<?> several
        ? several.stream().map(Integer.class::cast).toList()
        : List.of(integer(attribute));
  }

  public double real(String attribute) {
    return (Double) value(attribute);
  }

  public boolean bool(String attribute) {
    return (Boolean) value(attribute);
  }

  /** A string, or the name of an enum constant. */
  public String string(String attribute) {
    return (String) value(attribute);
  }

  public List<String> strings(String attribute) {
    return ((List<?>) value(attribute)).stream().map(String.class::cast).toList();
  }

  public Optional<BlockDeclaration> block(String attribute) {
    return value(attribute) instanceof BlockDeclaration block
        ? Optional.of(block)
        : Optional.empty();
  }

  /** The simple name of a class. */
  public String className(String attribute) {
    Object value = value(attribute);
    if (value instanceof BlockDeclaration block) {
      return block.name();
    }
    if (value instanceof ModelDeclaration model) {
      return model.name();
    }
    if (value instanceof CustomDeclaration custom) {
      return custom.name();
    }
    return value instanceof UnreadableModel unreadable ? unreadable.name() : (String) value;
  }

  public boolean given(String attribute) {
    return attributes.get(attribute).given();
  }

  public Place place(String attribute) {
    return attributes.get(attribute).place();
  }

  /** Of one element of an array. */
  public Place place(String attribute, int index) {
    List<Place> elements = attributes.get(attribute).elements();
    return elements.isEmpty() ? place(attribute) : elements.get(index);
  }

  public Object value(String attribute) {
    return attributes.get(attribute).value();
  }
}
