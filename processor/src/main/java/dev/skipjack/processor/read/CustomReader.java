package dev.skipjack.processor.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** Reads a class that is a layer of the user's own, which is never loaded. */
final class CustomReader {
  static final String INTERFACE = "dev.skipjack.runtime.custom.CustomLayer";
  private static final String NO_CLASS =
      "it is no class -> name a class that implements " + INTERFACE;
  private static final String WEIGHT = "dev.skipjack.runtime.custom.Weight";

  private final Elements elements;
  private final Consumer<String> missing;

  /**
   * @param missing is told the names of superclasses and interfaces that are not there, or not yet
   */
  CustomReader(Elements elements, Consumer<String> missing) {
    this.elements = elements;
    this.missing = missing;
  }

  CustomDeclaration read(TypeElement type) {
    return new CustomDeclaration(
        type.getSimpleName().toString(),
        type.getQualifiedName().toString(),
        flaw(type),
        ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
            .filter(c -> c.getModifiers().contains(Modifier.PUBLIC))
            .map(c -> c.getParameters().stream().map(p -> p.asType().toString()).toList())
            .toList(),
        weights(type));
  }

  /** A type that is no class: a primitive one, an array or void. */
  static CustomDeclaration noClass(TypeMirror type) {
    String name = type.toString();
    return new CustomDeclaration(name, name, Optional.of(NO_CLASS), List.of(), List.of());
  }

  private Optional<String> flaw(TypeElement type) {
    if (type.getKind() != ElementKind.CLASS && type.getKind() != ElementKind.RECORD) {
      return Optional.of(NO_CLASS);
    }
    if (!implementsLayer(type)) {
      return Optional.of("it does not implement " + INTERFACE + " -> let it implement that");
    }
    if (type.getModifiers().contains(Modifier.ABSTRACT)) {
      return Optional.of("it is abstract -> name a class that is not");
    }
    if (!type.getTypeParameters().isEmpty()) {
      return Optional.of("it has type parameters -> take them away, or name a class without any");
    }
    if (type.getNestingKind() == NestingKind.MEMBER
        && !type.getModifiers().contains(Modifier.STATIC)) {
      return Optional.of("it is an inner class -> declare it static");
    }
    for (Element at = type; at instanceof TypeElement; at = at.getEnclosingElement()) {
      if (!at.getModifiers().contains(Modifier.PUBLIC)) {
        return Optional.of(at.getSimpleName() + " is not public -> declare it public");
      }
    }
    return Optional.empty();
  }

  private boolean implementsLayer(TypeElement type) {
    if (type.getQualifiedName().contentEquals(INTERFACE)) {
      return true;
    }
    List<TypeMirror> above = new ArrayList<>(type.getInterfaces());
    above.add(type.getSuperclass());
    boolean found = false;
    for (TypeMirror supertype : above) {
      if (Unresolved.is(supertype)) {
        missing.accept(supertype.toString());
      } else if (supertype instanceof DeclaredType declared) {
        found |= implementsLayer((TypeElement) declared.asElement());
      }
    }
    return found;
  }

  private List<CustomDeclaration.Weight> weights(TypeElement type) {
    List<CustomDeclaration.Weight> weights = new ArrayList<>();
    for (AnnotationMirror mirror : type.getAnnotationMirrors()) {
      String name = nameOf(mirror);
      if (name.equals(WEIGHT)) {
        weights.add(weight(mirror));
      } else if (name.equals(WEIGHT + ".List")) {
        List<?> listed = (List<?>) mirror.getElementValues().values().iterator().next().getValue();
        listed.forEach(
            v -> weights.add(weight((AnnotationMirror) ((AnnotationValue) v).getValue())));
      }
    }
    return weights;
  }

  private static String nameOf(AnnotationMirror mirror) {
    return ((TypeElement) mirror.getAnnotationType().asElement()).getQualifiedName().toString();
  }

  private CustomDeclaration.Weight weight(AnnotationMirror mirror) {
    Map<String, Object> values = new HashMap<>();
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> e :
        elements.getElementValuesWithDefaults(mirror).entrySet()) {
      values.put(e.getKey().getSimpleName().toString(), e.getValue().getValue());
    }
    List<Integer> shape =
        ((List<?>) values.get("shape"))
            .stream().map(v -> (Integer) ((AnnotationValue) v).getValue()).toList();
    return new CustomDeclaration.Weight(
        (String) values.get("name"),
        shape,
        (Double) values.get("initial"),
        (Double) values.get("standardDeviation"));
  }
}
