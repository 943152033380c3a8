package dev.skipjack.processor.emit;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import dev.skipjack.processor.ir.Architecture;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * What the writers need to know of the user's class.
 *
 * @param type the annotated class
 * @param isPublic whether generated classes are public too
 * @param hasGenerated whether {@code @Generated} can be named, which modules must ask for
 * @param hidesJavaLang whether the package has a class that is called as one of {@code java.lang}
 * @param element told to the filer, so that incremental builds know what depends on what
 * @param graph the forward graph as written, before any pass
 * @param plain the graph as it predicts, nothing fused
 * @param architecture the fingerprint of that
 * @param builtFrom the other classes whose layers are in it
 */
public record Model(
    ClassName type,
    boolean isPublic,
    boolean hasGenerated,
    boolean hidesJavaLang,
    Element element,
    Graph graph,
    Graph plain,
    String architecture,
    List<BuiltFrom> builtFrom) {
  static final String LAYERS = "Layers";
  private static final List<String> SUFFIXES = List.of("Network", "Training", "Inference", LAYERS);
  private static final List<String> JAVA_LANG =
      List.of("Override", "String", "IndexOutOfBoundsException");
  private static final String OUTPUTS = "Outputs";
  private static final String PROCESSOR = "dev.skipjack.processor.SkipjackProcessor";
  private static final String GENERATED = "javax.annotation.processing.Generated";

  /**
   * A class whose layers are in a model.
   *
   * @param type the block, placed model or superclass
   * @param layers the class that was written beside it
   * @param fingerprint of its layers when the model was compiled
   */
  record BuiltFrom(ClassName type, ClassName layers, String fingerprint) {}

  /**
   * @param graph as written
   * @param plain as it predicts, nothing fused
   * @param fingerprints of the other classes whose layers are in it
   */
  public static Model of(
      TypeElement type,
      Graph graph,
      Graph plain,
      Map<TypeElement, String> fingerprints,
      Elements elements) {
    boolean isPublic = true;
    for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
      isPublic &= e.getModifiers().contains(Modifier.PUBLIC);
    }
    List<BuiltFrom> builtFrom = new ArrayList<>();
    fingerprints.forEach(
        (source, fingerprint) -> {
          ClassName from = ClassName.get(source);
          builtFrom.add(new BuiltFrom(from, generated(from, LAYERS), fingerprint));
        });
    boolean hasGenerated = hasGenerated(type, elements);
    boolean hidesJavaLang = hidesJavaLang(type, elements);
    return new Model(
        ClassName.get(type),
        isPublic,
        hasGenerated,
        hidesJavaLang,
        type,
        graph,
        plain,
        Architecture.fingerprint(plain),
        builtFrom);
  }

  static boolean hidesJavaLang(TypeElement type, Elements elements) {
    return JAVA_LANG.stream()
        .map(simple -> ClassName.get(ClassName.get(type).packageName(), simple).canonicalName())
        .anyMatch(hiding -> elements.getTypeElement(hiding) != null);
  }

  static boolean hasGenerated(TypeElement type, Elements elements) {
    return elements.getTypeElement(elements.getModuleOf(type), GENERATED) != null;
  }

  /** {@code @Generated}, with our name. */
  static AnnotationSpec generated() {
    return AnnotationSpec.builder(ClassName.bestGuess(GENERATED))
        .addMember("value", "$S", PROCESSOR)
        .build();
  }

  /**
   * Qualified names of the classes that a model brings about.
   *
   * @param severalOutputs whether there will be a record of them
   */
  public static List<String> generatedNames(TypeElement type, boolean severalOutputs) {
    ClassName name = ClassName.get(type);
    return Stream.concat(SUFFIXES.stream(), severalOutputs ? Stream.of(OUTPUTS) : Stream.of())
        .map(s -> generated(name, s).canonicalName())
        .toList();
  }

  /** As {@link #generatedNames}, of a block. */
  public static List<String> generatedNames(TypeElement block) {
    return List.of(generated(ClassName.get(block), LAYERS).canonicalName());
  }

  /** {@code Outer.Inner} gets {@code Outer_InnerNetwork}. */
  ClassName generated(String suffix) {
    return generated(type, suffix);
  }

  static ClassName generated(ClassName type, String suffix) {
    return ClassName.get(type.packageName(), String.join("_", type.simpleNames()) + suffix);
  }

  TensorType input() {
    return graph.inputs().get(0).type();
  }

  /** The main output's type. */
  TensorType output() {
    return graph.outputs().get(graph.outputs().size() - 1).type();
  }

  boolean hasSeveralInputs() {
    return graph.inputs().size() > 1;
  }

  boolean hasSeveralOutputs() {
    return graph.outputs().size() > 1;
  }

  /** {@code FooOutputs}. */
  ClassName outputsRecord() {
    return generated(OUTPUTS);
  }
}
