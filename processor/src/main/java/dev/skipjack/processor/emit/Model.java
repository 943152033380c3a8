package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.TensorType;
import java.util.List;
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
 * @param element told to the filer, so that incremental builds know what depends on what
 * @param graph the forward graph as written, before any pass
 */
public record Model(
    ClassName type, boolean isPublic, boolean hasGenerated, Element element, Graph graph) {
  private static final List<String> SUFFIXES = List.of("Network", "Training", "Inference");
  private static final String OUTPUTS = "Outputs";
  static final String GENERATED = "javax.annotation.processing.Generated";

  public static Model of(TypeElement type, Graph graph, Elements elements) {
    boolean isPublic = true;
    for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
      isPublic &= e.getModifiers().contains(Modifier.PUBLIC);
    }
    boolean hasGenerated = elements.getTypeElement(elements.getModuleOf(type), GENERATED) != null;
    return new Model(ClassName.get(type), isPublic, hasGenerated, type, graph);
  }

  /**
   * Qualified names of the classes that {@code type} brings about.
   *
   * @param severalOutputs whether there will be a record of them
   */
  public static List<String> generatedNames(TypeElement type, boolean severalOutputs) {
    ClassName name = ClassName.get(type);
    return Stream.concat(SUFFIXES.stream(), severalOutputs ? Stream.of(OUTPUTS) : Stream.of())
        .map(s -> generated(name, s).canonicalName())
        .toList();
  }

  /** {@code Outer.Inner} gets {@code Outer_InnerNetwork}. */
  ClassName generated(String suffix) {
    return generated(type, suffix);
  }

  private static ClassName generated(ClassName type, String suffix) {
    return ClassName.get(type.packageName(), String.join("_", type.simpleNames()) + suffix);
  }

  TensorType input() {
    return graph.inputs().get(0).type();
  }

  /** The main output's type. */
  TensorType output() {
    return graph.outputs().get(graph.outputs().size() - 1).type();
  }

  boolean hasSeveralOutputs() {
    return graph.outputs().size() > 1;
  }

  /** {@code FooOutputs}. */
  ClassName outputsRecord() {
    return generated(OUTPUTS);
  }
}
