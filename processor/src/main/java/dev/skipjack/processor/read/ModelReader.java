package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** Reads a model class and the blocks it uses; {@code javax.lang.model} stops here. */
public final class ModelReader {
  private final AnnotationReader annotations;
  private final Diagnostics diagnostics;
  private final Elements elements;
  private final Map<TypeElement, Object> declared = new HashMap<>();
  private final Deque<TypeElement> reading;
  private boolean isUnresolved;

  public ModelReader(Elements elements, Diagnostics diagnostics) {
    this(elements, diagnostics, new ArrayDeque<>());
  }

  private ModelReader(Elements elements, Diagnostics diagnostics, Deque<TypeElement> reading) {
    this.elements = elements;
    this.annotations = new AnnotationReader(elements, this::declared);
    this.diagnostics = diagnostics;
    this.reading = reading;
  }

  /** Empty if the class cannot be read at all; the reason has been told. */
  public Optional<ModelDeclaration> read(TypeElement model) {
    AnnotationMirror mirror = mirror(model, "Model").orElseThrow();
    ElementPlace place = new ElementPlace(model, mirror, null);
    if (!isClass(model, "Model", place)) {
      return Optional.empty();
    }
    reading.addLast(model);
    List<LayerField> fields = fields(model);
    reading.removeLast();
    if (!isComplete(mirror)) {
      return Optional.empty();
    }
    AnnotationValue input = mirror.getElementValues().values().iterator().next();
    Optional<? extends AnnotationMirror> budget = mirror(model, "Budget");
    Optional<? extends AnnotationMirror> stochasticDepth = mirror(model, "StochasticDepth");
    boolean readable =
        isComplete((AnnotationMirror) input.getValue())
            && budget.map(this::isComplete).orElse(true)
            && stochasticDepth.map(this::isComplete).orElse(true);
    if (!readable || isUnresolved) {
      return Optional.empty();
    }
    if (fields.isEmpty() && !diagnostics.any()) {
      diagnostics.error(Message.MODEL_EMPTY, place, model.getSimpleName());
    }
    return Optional.of(
        new ModelDeclaration(
            model.getSimpleName().toString(),
            annotations.readNested(model, mirror, input),
            budget.map(m -> annotations.read(model, m)),
            stochasticDepth.map(m -> annotations.read(model, m)),
            fields,
            place));
  }

  /** A field with layer annotations in a class that is no model and no block. */
  public void checkEnclosing(VariableElement field) {
    Element owner = field.getEnclosingElement();
    if (mirror(owner, "Model").isEmpty() && mirror(owner, "Block").isEmpty()) {
      diagnostics.error(
          Message.LAYER_OUTSIDE,
          new ElementPlace(field, null, null),
          field.getSimpleName(),
          owner.getSimpleName());
    }
  }

  /**
   * A class with an annotation of ours that has no effect but on a model, or is the block's own.
   */
  public void checkModel(TypeElement type, TypeElement annotation) {
    String name = annotation.getSimpleName().toString();
    if (!name.equals("Block") && mirror(type, "Model").isEmpty()) {
      ElementPlace place = new ElementPlace(type, mirror(type, name).orElseThrow(), null);
      diagnostics.error(Message.MODEL_MISSING, place, name, type.getSimpleName());
    }
  }

  /** False if {@code javac} misses an attribute or does not know a constant; it says so itself. */
  private boolean isComplete(AnnotationMirror mirror) {
    boolean complete = AnnotationReader.isComplete(mirror);
    isUnresolved |= !complete;
    return complete;
  }

  private boolean isClass(TypeElement type, String annotation, ElementPlace place) {
    if (type.getKind() == ElementKind.CLASS) {
      return true;
    }
    String kind =
        switch (type.getKind()) {
          case INTERFACE -> "an interface";
          case ENUM -> "an enum";
          case RECORD -> "a record";
          default -> "an annotation";
        };
    diagnostics.error(Message.MODEL_KIND, place, annotation, type.getSimpleName(), kind);
    return false;
  }

  private List<LayerField> fields(TypeElement type) {
    List<LayerField> fields = new ArrayList<>();
    for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
      read(field).ifPresent(fields::add);
    }
    return fields;
  }

  private Optional<LayerField> read(VariableElement field) {
    List<? extends AnnotationMirror> ours =
        field.getAnnotationMirrors().stream().filter(AnnotationReader::isOurs).toList();
    boolean isLayer = field.asType().toString().equals(AnnotationReader.PACKAGE + ".Layer");
    ElementPlace place = new ElementPlace(field, null, null);
    String name = field.getSimpleName().toString();
    if (!isLayer) {
      if (!ours.isEmpty()) {
        diagnostics.error(Message.LAYER_TYPE, place, name, field.asType());
      }
      return Optional.empty();
    }
    if (field.getModifiers().contains(Modifier.STATIC)) {
      diagnostics.error(Message.LAYER_STATIC, place, name);
      return Optional.empty();
    }
    List<LayerAnnotation> read =
        ours.stream().filter(this::isComplete).map(m -> annotations.read(field, m)).toList();
    return Optional.of(new LayerField(name, read, place));
  }

  /** The block or model that a class attribute names; its name alone if it is neither. */
  private Object declared(TypeElement type) {
    if (reading.contains(type)) {
      return repeated(type);
    }
    Object known = declared.get(type);
    if (known == null) {
      known = mirror(type, "Model").isPresent() ? readModel(type) : readBlock(type);
      declared.put(type, known);
    }
    return known;
  }

  private Object repeated(TypeElement type) {
    String name = type.getSimpleName().toString();
    String cycle =
        Stream.concat(List.copyOf(reading).stream(), Stream.of(type))
            .dropWhile(t -> !t.equals(type))
            .map(t -> t.getSimpleName().toString())
            .collect(Collectors.joining(" -> "));
    if (mirror(type, "Model").isPresent()) {
      return new UnreadableModel(name, cycle, "");
    }
    ElementPlace place = new ElementPlace(type, null, null);
    diagnostics.error(Message.BLOCK_CYCLE, place, name, cycle);
    return new BlockDeclaration(name, List.of(), place);
  }

  /** Another model; its mistakes are told where it is compiled, and by those who place it. */
  private Object readModel(TypeElement type) {
    Diagnostics mistakes = new Diagnostics();
    ModelReader reader = new ModelReader(elements, mistakes, reading);
    Optional<ModelDeclaration> model = reader.read(type);
    isUnresolved |= reader.isUnresolved;
    if (model.isPresent() && !mistakes.any()) {
      return model.get();
    }
    String mistake = mistakes.any() ? mistakes.all().get(0).toString() : "";
    return new UnreadableModel(type.getSimpleName().toString(), "", mistake);
  }

  private Object readBlock(TypeElement type) {
    Optional<? extends AnnotationMirror> mirror = mirror(type, "Block");
    String name = type.getSimpleName().toString();
    if (mirror.isEmpty()) {
      return name;
    }
    ElementPlace place = new ElementPlace(type, mirror.get(), null);
    if (!isClass(type, "Block", place)) {
      return new BlockDeclaration(name, List.of(), place);
    }
    reading.addLast(type);
    List<LayerField> fields = fields(type);
    reading.removeLast();
    if (fields.isEmpty() && !diagnostics.any()) {
      diagnostics.error(Message.MODEL_EMPTY, place, name);
    }
    return new BlockDeclaration(name, fields, place);
  }

  private static Optional<? extends AnnotationMirror> mirror(Element element, String annotation) {
    return element.getAnnotationMirrors().stream()
        .filter(AnnotationReader::isOurs)
        .filter(m -> AnnotationReader.simpleName(m).equals(annotation))
        .findFirst();
  }
}
