package dev.skipjack.processor;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementScanner14;

/**
 * Whether to claim our annotations. Otherwise {@code -Xlint:processing} warns that nobody does; but
 * once everything is claimed, compilers ask no more processors, not even those for all annotations.
 */
final class Claims {
  /** On what we write, and others: claimed only where all of them are ours. */
  static final String GENERATED = "javax.annotation.processing.Generated";

  /** Where those are that say something of a layer of the user's own. */
  static final String WEIGHTS = "dev.skipjack.runtime.custom.";

  private static final String OURS = "dev.skipjack.annotations.";

  private final boolean isAlone;

  Claims() {
    this.isAlone = isAlone();
  }

  private static boolean isAlone() {
    try {
      return ServiceLoader.load(Processor.class, Claims.class.getClassLoader()).stream()
          .allMatch(provider -> provider.type() == SkipjackProcessor.class);
    } catch (ServiceConfigurationError | LinkageError e) {
      return false; // somebody is there
    }
  }

  /**
   * @param annotations those of the round that we support
   */
  boolean claims(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement annotation : annotations) {
      if (isGenerated(annotation)
          && !round.getElementsAnnotatedWith(annotation).stream().allMatch(Claims::isWrittenByUs)) {
        return false;
      }
    }
    return isAlone || hasOthers(round);
  }

  private static boolean hasOthers(RoundEnvironment round) {
    Others others = new Others();
    others.scan(round.getRootElements(), null);
    return others.found;
  }

  static boolean isGenerated(TypeElement annotation) {
    return annotation.getQualifiedName().contentEquals(GENERATED);
  }

  static boolean isOfWeights(TypeElement annotation) {
    return annotation.getQualifiedName().toString().startsWith(WEIGHTS);
  }

  private static boolean isWrittenByUs(Element type) {
    return type.getAnnotationMirrors().stream()
        .filter(m -> m.getAnnotationType().toString().equals(GENERATED))
        .anyMatch(m -> m.toString().contains(SkipjackProcessor.class.getName()));
  }

  /** Looks for an annotation that we do not claim. */
  private static final class Others extends ElementScanner14<Void, Void> {
    private boolean found;

    @Override
    public Void scan(Element element, Void unused) {
      found = found || element.getAnnotationMirrors().stream().anyMatch(Others::isOther);
      return found ? null : super.scan(element, null);
    }

    private static boolean isOther(AnnotationMirror mirror) {
      TypeElement type = (TypeElement) mirror.getAnnotationType().asElement();
      String name = type.getQualifiedName().toString();
      return !name.startsWith(OURS) && !name.startsWith(WEIGHTS) && !name.equals(GENERATED);
    }
  }
}
