package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.SourceLocation;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/** What this compilation compiles, as opposed to the class files that it reads. */
public final class Sources {
  private final Set<String> outermost = new HashSet<>();
  private final Optional<AnnotationTrees> trees;

  public Sources(ProcessingEnvironment environment) {
    this.trees = AnnotationTrees.of(environment);
  }

  /** What another round brings. */
  public void add(Collection<? extends Element> roots) {
    roots.forEach(root -> outermost.add(root.toString()));
  }

  /** Whether the class of this name is compiled from source. */
  public boolean has(String qualifiedName) {
    return outermost.contains(qualifiedName);
  }

  /** The class of this name, but for capitals and small letters, that is compiled from source. */
  public Optional<String> like(String qualifiedName) {
    return has(qualifiedName)
        ? Optional.of(qualifiedName)
        : outermost.stream().filter(qualifiedName::equalsIgnoreCase).sorted().findFirst();
  }

  /** Whether the class, or the one that the field is in, is compiled from source. */
  public boolean has(Element element) {
    Element owner = element;
    while (owner.getEnclosingElement() != null
        && owner.getEnclosingElement().getKind() != ElementKind.PACKAGE) {
      owner = owner.getEnclosingElement();
    }
    return has(owner.toString());
  }

  /** Where javac shows what is told at a place; empty if that cannot be known. */
  public Optional<SourceLocation> location(ElementPlace place) {
    return trees.flatMap(t -> t.locations().of(place));
  }

  /** What a value is computed from a stand-in, as far as that can be read. */
  Optional<StandInArithmetic> arithmetic(ElementPlace place, int value) {
    return trees.flatMap(t -> t.expressions().at(place, value));
  }

  /**
   * Annotations of a class or field that there are not, as far as that can be known; the compiler
   * tells them itself.
   */
  Set<String> unknownAnnotations(Element element) {
    return trees.map(t -> t.unknown(element)).orElse(Set.of());
  }
}
