package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/** Reads a model class and the blocks it uses; {@code javax.lang.model} stops here. */
public final class ModelReader {
  /** Annotations of ours that belong on other classes than models. */
  private static final Set<String> IS_NO_MODELS = Set.of("Block", "LayerOrder");

  private final AnnotationReader annotations;
  private final Diagnostics diagnostics;
  private final Elements elements;
  private final Map<TypeElement, Object> declared = new HashMap<>();
  private final Sources sources;
  private final LayerClasses layerClasses;
  private final Reading reading;
  private boolean isUnresolved;

  public ModelReader(Elements elements, Sources sources, Diagnostics diagnostics) {
    this(elements, sources, diagnostics, new Reading(diagnostics));
  }

  private ModelReader(
      Elements elements, Sources sources, Diagnostics diagnostics, Reading reading) {
    this.elements = elements;
    this.sources = sources;
    this.layerClasses = new LayerClasses(elements, sources::has);
    this.annotations = new AnnotationReader(elements, this::declared);
    this.diagnostics = diagnostics;
    this.reading = reading;
  }

  /**
   * Empty if the class cannot be read at all; the reason has been told, or {@link #unresolved} is
   * it.
   */
  public Optional<ModelDeclaration> read(TypeElement model) {
    AnnotationMirror mirror = mirror(model, "Model").orElseThrow();
    ElementPlace place = new ElementPlace(model, mirror, null);
    if (!isClass(model, "Model", place)) {
      return Optional.empty();
    }
    reading.path.addLast(model);
    List<LayerField> fields = fields(model);
    reading.path.removeLast();
    if (!isComplete(model, mirror)) {
      return Optional.empty();
    }
    AnnotationValue input = mirror.getElementValues().values().iterator().next();
    Optional<? extends AnnotationMirror> budget = mirror(model, "Budget");
    Optional<? extends AnnotationMirror> stochasticDepth = mirror(model, "StochasticDepth");
    boolean readable =
        budget.map(m -> isComplete(model, m)).orElse(true)
            && stochasticDepth.map(m -> isComplete(model, m)).orElse(true);
    if (!readable || isUnresolved) {
      return Optional.empty();
    }
    if (fields.isEmpty() && !diagnostics.any()) {
      diagnostics.error(Message.MODEL_EMPTY, place, model.getSimpleName());
    }
    LayerAnnotation image = annotations.readNested(model, mirror, input);
    if (tellArithmetic(image)) {
      return Optional.empty();
    }
    return Optional.of(
        new ModelDeclaration(
            model.getSimpleName().toString(),
            image,
            budget.map(m -> annotations.read(model, m)),
            stochasticDepth.map(m -> annotations.read(model, m)),
            fields,
            sources.has(model),
            place));
  }

  /**
   * What the compiler does not know, each with the class or field that names it; another processor
   * may still write it.
   */
  public Map<String, Element> unresolved() {
    return Collections.unmodifiableMap(reading.unresolved);
  }

  /** The classes whose layers are in what was read: blocks, placed models, superclasses. */
  public List<LayerClass> layerClasses() {
    return reading.layerClasses.values().stream().flatMap(Optional::stream).toList();
  }

  /** Whether a class is a model. */
  public static boolean isModel(Element type) {
    return mirror(type, "Model").isPresent();
  }

  /** Whether a class may have layers: a model or a block. */
  public static boolean isLayerClass(Element type) {
    return isModel(type) || mirror(type, "Block").isPresent();
  }

  /** A field with layer annotations in a class that is no model and no block. */
  public void checkEnclosing(VariableElement field) {
    Element owner = field.getEnclosingElement();
    boolean mayBeMisspelt = !sources.unknownAnnotations(owner).isEmpty();
    if (!isLayerClass(owner) && !mayBeMisspelt) {
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
    if (!IS_NO_MODELS.contains(name) && !isModel(type)) {
      ElementPlace place = new ElementPlace(type, mirror(type, name).orElseThrow(), null);
      diagnostics.error(Message.MODEL_MISSING, place, name, type.getSimpleName());
    }
  }

  /** False if the compiler misses an attribute or does not know a constant or class. */
  private boolean isComplete(Element element, AnnotationMirror mirror) {
    Set<String> found = Unresolved.in(mirror);
    found.forEach(name -> miss(name, element));
    return found.isEmpty();
  }

  private void miss(String name, Element element) {
    reading.unresolved.putIfAbsent(name, element);
    isUnresolved = true;
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
    sources.unknownAnnotations(type).forEach(name -> miss(name, type));
    Map<String, LayerField> fields = new LinkedHashMap<>();
    for (TypeElement declaring : withSuperclasses(type)) {
      Optional<LayerClass> layers = layerClass(declaring);
      isUnresolved |= layers.isEmpty();
      layers.ifPresent(known -> known.fields().forEach(field -> add(field, fields)));
    }
    return SharedFields.resolve(List.copyOf(fields.values()), diagnostics);
  }

  private Optional<LayerClass> layerClass(TypeElement type) {
    Optional<LayerClass> known = reading.layerClasses.get(type);
    if (known == null) {
      ElementPlace own = new ElementPlace(reading.path.getFirst(), null, null);
      ElementPlace place = reading.use == null ? own : reading.use;
      known = layerClasses.read(type, place, reading.diagnostics);
      reading.layerClasses.put(type, known);
    }
    return known;
  }

  /** The topmost comes first: its layers run first. None if one is missing. */
  private List<TypeElement> withSuperclasses(TypeElement type) {
    Deque<TypeElement> all = new ArrayDeque<>();
    TypeElement at = type;
    while (at != null) {
      Optional<String> missing = Unresolved.superclass(at);
      if (missing.isPresent()) {
        miss(missing.get(), at);
        return List.of();
      }
      all.addFirst(at);
      at = superclass(at);
    }
    return List.copyOf(all);
  }

  private static TypeElement superclass(TypeElement type) {
    return type.getSuperclass() instanceof DeclaredType above
        ? (TypeElement) above.asElement()
        : null;
  }

  private void add(VariableElement field, Map<String, LayerField> fields) {
    read(field)
        .ifPresent(
            layer -> {
              LayerField other = fields.putIfAbsent(layer.name(), layer);
              if (other != null) {
                Element owner = ((ElementPlace) other.place()).element().getEnclosingElement();
                diagnostics.error(
                    Message.LAYER_HIDES, layer.place(), layer.name(), owner.getSimpleName());
              }
            });
  }

  private Optional<LayerField> read(VariableElement field) {
    List<? extends AnnotationMirror> ours =
        field.getAnnotationMirrors().stream().filter(AnnotationReader::isOurs).toList();
    List<? extends AnnotationMirror> single =
        ours.stream().flatMap(m -> AnnotationReader.listed(m).stream()).toList();
    boolean isLayer = LayerClasses.isLayerType(field);
    if (!isLayer && ours.isEmpty()) {
      return Optional.empty();
    }
    Set<String> unknown = new LinkedHashSet<>(sources.unknownAnnotations(field));
    if (Unresolved.is(field.asType())) {
      unknown.add(field.asType().toString());
    }
    if (!unknown.isEmpty()) {
      unknown.forEach(name -> miss(name, field));
      return Optional.empty();
    }
    ElementPlace place = new ElementPlace(field, null, null);
    String name = field.getSimpleName().toString();
    boolean told = true;
    if (!isLayer) {
      diagnostics.error(Message.LAYER_TYPE, place, name, field.asType());
    } else if (field.getModifiers().contains(Modifier.STATIC)) {
      diagnostics.error(Message.LAYER_STATIC, place, name);
    } else {
      told = tellTwice(field, single);
    }
    List<LayerAnnotation> read =
        single.stream().filter(m -> isComplete(field, m)).map(m -> read(field, m)).toList();
    for (LayerAnnotation annotation : read) {
      told |= tellArithmetic(annotation);
    }
    return Optional.of(new LayerField(name, read, told, place));
  }

  private LayerAnnotation read(VariableElement field, AnnotationMirror mirror) {
    diagnostics.enter(new ElementPlace(field, mirror, null), AnnotationReader.text(mirror));
    LayerAnnotation read = annotations.read(field, mirror);
    diagnostics.leave();
    return read;
  }

  /** Whether a field has an annotation more than once, as javac lists them or the user does. */
  private boolean tellTwice(VariableElement field, List<? extends AnnotationMirror> single) {
    Map<String, List<AnnotationMirror>> byName = new LinkedHashMap<>();
    for (AnnotationMirror mirror : single) {
      byName
          .computeIfAbsent(AnnotationReader.simpleName(mirror), name -> new ArrayList<>())
          .add(mirror);
    }
    byName.values().removeIf(equal -> equal.size() == 1);
    byName.forEach(
        (name, equal) ->
            diagnostics.error(
                Message.LAYER_TWICE,
                new ElementPlace(field, equal.get(1), null),
                field.getSimpleName(),
                name,
                equal.size() == 2 ? "twice" : equal.size() + " times"));
    return !byName.isEmpty();
  }

  /** Whether numbers were computed from stand-ins, which is told: what they are is not known. */
  private boolean tellArithmetic(LayerAnnotation annotation) {
    boolean told = false;
    for (Map.Entry<String, LayerAnnotation.Attribute> named : annotation.attributes().entrySet()) {
      LayerAnnotation.Attribute attribute = named.getValue();
      Optional<StandInArithmetic> found = arithmetic(attribute);
      if (found.isPresent()) {
        told = true;
        diagnostics.error(
            Message.PARAM_ARITHMETIC,
            attribute.place(),
            annotation.name(),
            named.getKey(),
            found.get().text(),
            found.get().standIn());
      }
    }
    return told;
  }

  /**
   * By its value, which says it in the same words everywhere, and by the source if there is any.
   */
  private Optional<StandInArithmetic> arithmetic(LayerAnnotation.Attribute attribute) {
    if (attribute.value() instanceof List<?> list) {
      return IntStream.range(0, attribute.elements().size())
          .mapToObj(i -> arithmetic(list.get(i), attribute.elements().get(i)))
          .flatMap(Optional::stream)
          .findFirst();
    }
    return arithmetic(attribute.value(), attribute.place());
  }

  private Optional<StandInArithmetic> arithmetic(Object value, Place place) {
    int whole = value instanceof Integer number ? number : 0;
    return value instanceof Number
        ? StandInArithmetic.of(whole).or(() -> sources.arithmetic((ElementPlace) place, whole))
        : Optional.empty();
  }

  /** The block, model or layer that a class attribute names; its name alone if it is none. */
  private Object declared(TypeMirror named, ElementPlace place) {
    boolean isCustom = AnnotationReader.simpleName(place.annotation()).equals("Custom");
    if (!(named instanceof DeclaredType declaredType)) {
      return isCustom ? CustomReader.noClass(named) : named.toString();
    }
    TypeElement type = (TypeElement) declaredType.asElement();
    ElementPlace outer = reading.use;
    reading.use = outer == null ? place : outer;
    Object found =
        isCustom ? new CustomReader(elements, name -> miss(name, type)).read(type) : declared(type);
    reading.use = outer;
    return found;
  }

  private Object declared(TypeElement type) {
    if (reading.path.contains(type)) {
      return repeated(type);
    }
    Object known = declared.get(type);
    if (known == null) {
      known = isModel(type) ? readModel(type) : readBlock(type);
      declared.put(type, known);
    }
    return known;
  }

  private Object repeated(TypeElement type) {
    String name = type.getSimpleName().toString();
    List<TypeElement> cycle = reading.path.stream().dropWhile(t -> !t.equals(type)).toList();
    TypeElement first =
        cycle.stream()
            .min(Comparator.comparing(t -> t.getQualifiedName().toString()))
            .orElseThrow();
    if (isModel(type)) {
      boolean toldElsewhere = sources.has(first) && !first.equals(reading.path.peekFirst());
      return new UnreadableModel(name, text(cycle), "", toldElsewhere);
    }
    // Whoever places one of them, it is the same cycle.
    List<TypeElement> turned = new ArrayList<>(cycle);
    Collections.rotate(turned, -cycle.indexOf(first));
    ElementPlace place = new ElementPlace(first, null, null);
    diagnostics.error(Message.BLOCK_CYCLE, place, first.getSimpleName(), text(turned));
    return new BlockDeclaration(name, List.of(), place);
  }

  private static String text(List<TypeElement> cycle) {
    return Stream.concat(cycle.stream(), cycle.stream().limit(1))
        .map(type -> type.getSimpleName().toString())
        .collect(Collectors.joining(" -> "));
  }

  /** Another model; its mistakes are told where it is compiled, and by those who place it. */
  private Object readModel(TypeElement type) {
    Diagnostics mistakes = new Diagnostics();
    ModelReader reader = new ModelReader(elements, sources, mistakes, reading);
    Optional<ModelDeclaration> model = reader.read(type);
    isUnresolved |= reader.isUnresolved;
    if (model.isPresent() && !mistakes.any()) {
      return model.get();
    }
    String mistake = mistakes.any() ? mistakes.all().get(0).toString() : "";
    return new UnreadableModel(type.getSimpleName().toString(), "", mistake, sources.has(type));
  }

  /** A {@link BlockDeclaration}, or the name of what is none. */
  public Object readBlock(TypeElement type) {
    Optional<? extends AnnotationMirror> mirror = mirror(type, "Block");
    String name = type.getSimpleName().toString();
    if (mirror.isEmpty()) {
      sources.unknownAnnotations(type).forEach(unknown -> miss(unknown, type));
      return name;
    }
    ElementPlace place = new ElementPlace(type, mirror.get(), null);
    if (!isClass(type, "Block", place)) {
      return new BlockDeclaration(name, List.of(), place);
    }
    reading.path.addLast(type);
    List<LayerField> fields = fields(type);
    reading.path.removeLast();
    if (fields.isEmpty() && !isUnresolved && !diagnostics.any()) {
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
