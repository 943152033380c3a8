package dev.skipjack.processor.read;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * The annotations as they stand in the source. {@code javac} leaves those that it does not know out
 * of the elements, so that a misspelt {@code @Conv} would look like none.
 */
final class AnnotationTrees {
  private final Trees trees;

  private AnnotationTrees(Trees trees) {
    this.trees = trees;
  }

  /** Empty in another compiler than {@code javac}, or if a build tool stands between. */
  static Optional<AnnotationTrees> of(ProcessingEnvironment environment) {
    try {
      return Optional.of(new AnnotationTrees(Trees.instance(environment)));
    } catch (IllegalArgumentException | LinkageError e) {
      return Optional.empty();
    }
  }

  StandInExpressions expressions() {
    return new StandInExpressions(trees);
  }

  SourceLocations locations() {
    return new SourceLocations(trees);
  }

  /** Those that have not become the element's: {@code @Cnov}. */
  Set<String> unknown(Element element) {
    Set<String> known = new HashSet<>();
    Stream.concat(
            element.getAnnotationMirrors().stream(),
            innermost(element.asType()).getAnnotationMirrors().stream())
        .filter(m -> m.getAnnotationType().getKind() != TypeKind.ERROR) // newer javacs have them
        .flatMap(AnnotationTrees::written)
        .forEach(m -> known.add(AnnotationReader.simpleName(m)));
    return annotations(trees.getTree(element)).stream()
        .map(tree -> tree.getAnnotationType().toString())
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .filter(name -> !known.contains(name))
        .map(name -> "@" + name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Of an array the type of what is in it, which is what an annotation before it is of. */
  private static TypeMirror innermost(TypeMirror type) {
    return type instanceof ArrayType array ? innermost(array.getComponentType()) : type;
  }

  /** The annotation, and those that it stands for if it is a container, whoever declares it. */
  private static Stream<AnnotationMirror> written(AnnotationMirror mirror) {
    Stream<AnnotationMirror> contained =
        mirror.getElementValues().values().stream()
            .map(AnnotationValue::getValue)
            .filter(List.class::isInstance)
            .flatMap(list -> ((List<?>) list).stream())
            .map(element -> ((AnnotationValue) element).getValue())
            .filter(AnnotationMirror.class::isInstance)
            .map(AnnotationMirror.class::cast);
    return Stream.concat(Stream.of(mirror), contained);
  }

  private static List<? extends AnnotationTree> annotations(Tree tree) {
    ModifiersTree modifiers = null; // of a class file there is no tree
    if (tree instanceof ClassTree declared) {
      modifiers = declared.getModifiers();
    } else if (tree instanceof VariableTree declared) {
      modifiers = declared.getModifiers();
    }
    return modifiers == null ? List.of() : modifiers.getAnnotations();
  }
}
