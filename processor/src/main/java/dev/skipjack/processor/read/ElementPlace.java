package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Place;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;

/**
 * A place as {@code javac} knows it; the narrower parts may be null.
 *
 * @param element the class or field
 * @param annotation on it
 * @param value of the annotation
 */
public record ElementPlace(Element element, AnnotationMirror annotation, AnnotationValue value)
    implements Place {
  @Override
  public String describe() {
    return element.getKind().isField()
        ? "'" + element.getSimpleName() + "' of " + element.getEnclosingElement().getSimpleName()
        : element.getSimpleName().toString();
  }
}
