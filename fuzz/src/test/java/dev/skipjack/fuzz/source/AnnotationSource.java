package dev.skipjack.fuzz.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One annotation.
 *
 * @param attributes name to Java text, in the order written
 */
public record AnnotationSource(String name, Map<String, String> attributes) {
  public AnnotationSource {
    attributes = new LinkedHashMap<>(attributes);
  }

  public static AnnotationSource of(String name) {
    return new AnnotationSource(name, Map.of());
  }

  /** This one with an attribute more. */
  public AnnotationSource with(String attribute, Object value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(attribute, String.valueOf(value));
    return new AnnotationSource(name, more);
  }

  public AnnotationSource without(String attribute) {
    Map<String, String> fewer = new LinkedHashMap<>(attributes);
    fewer.remove(attribute);
    return new AnnotationSource(name, fewer);
  }

  public String text() {
    if (attributes.isEmpty()) {
      return "@" + name;
    }
    return attributes.entrySet().stream()
        .map(e -> e.getKey() + " = " + e.getValue())
        .collect(Collectors.joining(", ", "@" + name + "(", ")"));
  }
}
