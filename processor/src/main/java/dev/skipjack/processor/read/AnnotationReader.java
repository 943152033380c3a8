package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.SimpleAnnotationValueVisitor14;

/** Turns annotation mirrors into {@link LayerAnnotation}s. */
final class AnnotationReader {
  static final String PACKAGE = "dev.skipjack.annotations";

  private final Elements elements;
  private final BiFunction<TypeMirror, ElementPlace, Object> classes;

  /**
   * @param classes what a class-valued attribute becomes, which is given where
   */
  AnnotationReader(Elements elements, BiFunction<TypeMirror, ElementPlace, Object> classes) {
    this.elements = elements;
    this.classes = classes;
  }

  static boolean isOurs(AnnotationMirror mirror) {
    TypeElement type = (TypeElement) mirror.getAnnotationType().asElement();
    return type.getQualifiedName().toString().startsWith(PACKAGE + ".");
  }

  static String simpleName(AnnotationMirror mirror) {
    return mirror.getAnnotationType().asElement().getSimpleName().toString();
  }

  /** Whether it stands for one that is written several times. */
  static boolean isList(AnnotationMirror mirror) {
    Element type = mirror.getAnnotationType().asElement();
    return isOurs(mirror) && type.getEnclosingElement().getKind() == ElementKind.ANNOTATION_TYPE;
  }

  /**
   * Those that a list stands for, which users may write themselves, with any number of them; none
   * of what javac refuses. Any other stands for itself.
   */
  static List<AnnotationMirror> listed(AnnotationMirror list) {
    return isList(list)
        ? list.getElementValues().values().stream()
            .flatMap(
                values -> values.getValue() instanceof List<?> all ? all.stream() : Stream.empty())
            .map(value -> ((AnnotationValue) value).getValue())
            .filter(AnnotationMirror.class::isInstance)
            .map(AnnotationMirror.class::cast)
            .toList()
        : List.of(list);
  }

  LayerAnnotation read(Element element, AnnotationMirror mirror) {
    Map<? extends ExecutableElement, ? extends AnnotationValue> given = mirror.getElementValues();
    Map<String, LayerAnnotation.Attribute> attributes = new LinkedHashMap<>();
    elements
        .getElementValuesWithDefaults(mirror)
        .forEach(
            (method, value) -> {
              boolean isGiven = given.containsKey(method);
              ElementPlace place = new ElementPlace(element, mirror, isGiven ? value : null);
              attributes.put(
                  method.getSimpleName().toString(),
                  new LayerAnnotation.Attribute(
                      value.accept(new Values(), place), isGiven, place, places(place)));
            });
    return new LayerAnnotation(
        simpleName(mirror), text(mirror), new ElementPlace(element, mirror, null), attributes);
  }

  /** Of the elements of an array that has several; of a single one it is that of the array. */
  private static List<Place> places(ElementPlace array) {
    return array.value() != null
            && array.value().getValue() instanceof List<?> list
            && list.size() > 1
        ? list.stream()
            .map(v -> new ElementPlace(array.element(), array.annotation(), (AnnotationValue) v))
            .map(Place.class::cast)
            .toList()
        : List.of();
  }

  /** An annotation inside another one: its values are places of the outer one. */
  LayerAnnotation readNested(Element element, AnnotationMirror outer, AnnotationValue nested) {
    AnnotationMirror mirror = (AnnotationMirror) nested.getValue();
    LayerAnnotation read = read(element, mirror);
    Map<String, LayerAnnotation.Attribute> attributes = new LinkedHashMap<>();
    read.attributes()
        .forEach(
            (name, attribute) -> {
              ElementPlace place = (ElementPlace) attribute.place();
              attributes.put(
                  name,
                  new LayerAnnotation.Attribute(
                      attribute.value(),
                      attribute.given(),
                      new ElementPlace(element, outer, place.value()),
                      List.of()));
            });
    return new LayerAnnotation(
        read.name(), read.text(), new ElementPlace(element, outer, nested), attributes);
  }

  /** As the user would write it again. */
  static String text(AnnotationMirror mirror) {
    Map<? extends ExecutableElement, ? extends AnnotationValue> given = mirror.getElementValues();
    if (given.isEmpty()) {
      return "@" + simpleName(mirror);
    }
    String inside =
        given.entrySet().stream()
            .map(
                e ->
                    given.size() == 1 && e.getKey().getSimpleName().contentEquals("value")
                        ? written(e.getValue())
                        : e.getKey().getSimpleName() + " = " + written(e.getValue()))
            .collect(Collectors.joining(", "));
    return "@" + simpleName(mirror) + "(" + inside + ")";
  }

  private static String written(AnnotationValue value) {
    return value.accept(new Written(), null);
  }

  private final class Values extends SimpleAnnotationValueVisitor14<Object, ElementPlace> {
    @Override
    protected Object defaultAction(Object value, ElementPlace place) {
      return value;
    }

    @Override
    public Object visitEnumConstant(VariableElement constant, ElementPlace place) {
      return constant.getSimpleName().toString();
    }

    @Override
    public Object visitType(TypeMirror type, ElementPlace place) {
      return classes.apply(type, place);
    }

    @Override
    public Object visitArray(List<? extends AnnotationValue> values, ElementPlace place) {
      List<Object> list = values.stream().map(v -> v.accept(this, place)).toList();
      // a number by itself is what it is, though its attribute takes several
      return list.size() == 1 && list.get(0) instanceof Integer ? list.get(0) : list;
    }
  }

  private static final class Written extends SimpleAnnotationValueVisitor14<String, Void> {
    @Override
    protected String defaultAction(Object value, Void unused) {
      return value.toString();
    }

    @Override
    public String visitInt(int value, Void unused) {
      return BlockExpression.of(value)
          .map(BlockExpression::text)
          .or(() -> StandInArithmetic.name(value))
          .orElse(Integer.toString(value));
    }

    @Override
    public String visitString(String value, Void unused) {
      return '"'
          + value
              .replace("\\", "\\\\")
              .replace("\"", "\\\"")
              .replace("\n", "\\n")
              .replace("\r", "\\r")
          + '"';
    }

    @Override
    public String visitEnumConstant(VariableElement constant, Void unused) {
      return constant.getEnclosingElement().getSimpleName() + "." + constant.getSimpleName();
    }

    @Override
    public String visitType(TypeMirror type, Void unused) {
      return type instanceof DeclaredType declared
          ? declared.asElement().getSimpleName() + ".class"
          : type + ".class";
    }

    @Override
    public String visitArray(List<? extends AnnotationValue> values, Void unused) {
      return values.size() == 1
          ? values.get(0).accept(this, null)
          : values.stream()
              .map(v -> v.accept(this, null))
              .collect(Collectors.joining(", ", "{", "}"));
    }
  }
}
