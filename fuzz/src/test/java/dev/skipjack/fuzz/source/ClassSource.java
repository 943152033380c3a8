package dev.skipjack.fuzz.source;

import java.util.List;
import java.util.stream.Collectors;

/** A model or a block. */
public record ClassSource(
    String name, List<AnnotationSource> annotations, List<FieldSource> fields) {
  public ClassSource {
    annotations = List.copyOf(annotations);
    fields = List.copyOf(fields);
  }

  public ClassSource withFields(List<FieldSource> newFields) {
    return new ClassSource(name, annotations, newFields);
  }

  public ClassSource withAnnotations(List<AnnotationSource> newAnnotations) {
    return new ClassSource(name, newAnnotations, fields);
  }

  String text() {
    String head =
        annotations.stream().map(a -> a.text() + "\n").collect(Collectors.joining())
            + "class "
            + name
            + " {\n";
    return fields.stream().map(FieldSource::text).collect(Collectors.joining("", head, "}\n"));
  }
}
