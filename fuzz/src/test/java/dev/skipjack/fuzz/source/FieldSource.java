package dev.skipjack.fuzz.source;

import java.util.List;
import java.util.stream.Collectors;

/** One layer. */
public record FieldSource(String name, List<AnnotationSource> annotations) {
  public FieldSource {
    annotations = List.copyOf(annotations);
  }

  public boolean has(String annotation) {
    return annotations.stream().anyMatch(a -> a.name().equals(annotation));
  }

  String text() {
    return annotations.stream()
        .map(AnnotationSource::text)
        .collect(Collectors.joining(" ", "  ", " Layer " + name + ";\n"));
  }
}
