package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Place;
import java.util.List;
import java.util.Optional;

/**
 * A field of type {@code Layer} with our annotations in the order written.
 *
 * @param told whether it cannot be read and that has been told: it stands for nothing, and who
 *     names it makes no mistake of its own
 * @param sharing whose weights it has, if it shares another's: its annotations are those of that
 *     one then
 */
public record LayerField(
    String name,
    List<LayerAnnotation> annotations,
    boolean told,
    Place place,
    Optional<Sharing> sharing) {
  public LayerField {
    annotations = List.copyOf(annotations);
  }

  /** With weights of its own. */
  public LayerField(String name, List<LayerAnnotation> annotations, boolean told, Place place) {
    this(name, annotations, told, place, Optional.empty());
  }

  public Optional<LayerAnnotation> annotation(String simpleName) {
    return annotations.stream().filter(a -> a.name().equals(simpleName)).findFirst();
  }
}
