package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Reads the layers that a class itself declares, in the order they were written. A class whose
 * source is compiled has it. Of class files, Eclipse's compiler hands over fields by name, so there
 * the order is the one that was recorded when the class was compiled, whichever compiler asks.
 */
public final class LayerClasses {
  private static final String SUFFIX = "Layers";

  private final Elements elements;
  private final Predicate<Element> isCompiledHere;

  /**
   * @param isCompiledHere whether this compilation has the source of a class
   */
  public LayerClasses(Elements elements, Predicate<Element> isCompiledHere) {
    this.elements = elements;
    this.isCompiledHere = isCompiledHere;
  }

  /** Whether the type of a field is Layer; annotations on the type do not matter. */
  static boolean isLayerType(VariableElement field) {
    return field.asType() instanceof DeclaredType type
        && ((TypeElement) type.asElement())
            .getQualifiedName()
            .contentEquals(AnnotationReader.PACKAGE + ".Layer");
  }

  private static boolean isLayer(VariableElement field) {
    return isLayerType(field) && !field.getModifiers().contains(Modifier.STATIC);
  }

  /** Empty if the order is not known, which is told at this place. */
  Optional<LayerClass> read(TypeElement type, Place place, Diagnostics diagnostics) {
    List<VariableElement> fields = ElementFilter.fieldsIn(type.getEnclosedElements());
    List<String> seen = names(fields);
    if (isCompiledHere.test(type) || seen.isEmpty()) {
      return Optional.of(layerClass(type, fields));
    }
    Optional<? extends AnnotationMirror> recorded = recorded(type);
    if (recorded.isEmpty()) {
      diagnostics.error(
          Message.LAYER_ORDER_UNKNOWN, place, type.getSimpleName(), generatedName(type));
      return Optional.empty();
    }
    List<String> order = strings(recorded.get());
    boolean isSame = Set.copyOf(order).equals(Set.copyOf(seen));
    boolean isByName = seen.equals(seen.stream().sorted().toList());
    LayerClass read = isSame ? layerClass(type, inOrder(fields, order)) : null;
    if (!isSame
        || !(isByName || seen.equals(order))
        || !read.fingerprint().equals(string(recorded.get()))) {
      diagnostics.error(
          Message.LAYER_ORDER_STALE, place, type.getSimpleName(), generatedName(type));
      return Optional.empty();
    }
    return Optional.of(read);
  }

  private static LayerClass layerClass(TypeElement type, List<VariableElement> fields) {
    List<VariableElement> layers = fields.stream().filter(LayerClasses::isLayer).toList();
    return new LayerClass(type, fields, names(fields), Fingerprint.of(type, layers));
  }

  private static List<VariableElement> inOrder(List<VariableElement> fields, List<String> order) {
    return fields.stream()
        .sorted(Comparator.comparingInt(f -> order.indexOf(f.getSimpleName().toString())))
        .toList();
  }

  private static List<String> names(List<VariableElement> fields) {
    return fields.stream()
        .filter(LayerClasses::isLayer)
        .map(field -> field.getSimpleName().toString())
        .toList();
  }

  /** Of the class that records the layers of this one: {@code p.Outer_InnerLayers}. */
  static String generatedName(TypeElement type) {
    StringBuilder name = new StringBuilder(SUFFIX);
    Element at = type;
    for (; at.getKind() != ElementKind.PACKAGE; at = at.getEnclosingElement()) {
      name.insert(0, at == type ? at.getSimpleName() : at.getSimpleName() + "_");
    }
    PackageElement inside = (PackageElement) at;
    return inside.isUnnamed() ? name.toString() : inside.getQualifiedName() + "." + name;
  }

  private Optional<? extends AnnotationMirror> recorded(TypeElement type) {
    TypeElement generated =
        elements.getTypeElement(elements.getModuleOf(type), generatedName(type));
    return generated == null
        ? Optional.empty()
        : generated.getAnnotationMirrors().stream()
            .filter(AnnotationReader::isOurs)
            .filter(m -> AnnotationReader.simpleName(m).equals("LayerOrder"))
            .findFirst();
  }

  private static List<String> strings(AnnotationMirror order) {
    return ((List<?>) value(order, "value"))
        .stream().map(v -> (String) ((AnnotationValue) v).getValue()).toList();
  }

  private static String string(AnnotationMirror order) {
    return (String) value(order, "fingerprint");
  }

  private static Object value(AnnotationMirror mirror, String attribute) {
    return mirror.getElementValues().entrySet().stream()
        .filter(e -> e.getKey().getSimpleName().contentEquals(attribute))
        .map(e -> e.getValue().getValue())
        .findFirst()
        .orElseThrow();
  }
}
