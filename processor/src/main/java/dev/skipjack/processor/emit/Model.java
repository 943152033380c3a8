package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.TensorType;
import javax.lang.model.element.Element;

/**
 * What the writers need to know of the user's class.
 *
 * @param type the annotated class
 * @param isPublic whether generated classes are public too
 * @param element told to the filer, so that incremental builds know what depends on what
 * @param graph the forward graph as written, before any pass
 */
public record Model(ClassName type, boolean isPublic, Element element, Graph graph) {
  /** {@code Outer.Inner} gets {@code Outer_InnerNetwork}. */
  ClassName generated(String suffix) {
    return ClassName.get(type.packageName(), String.join("_", type.simpleNames()) + suffix);
  }

  TensorType input() {
    return graph.inputs().get(0).type();
  }

  TensorType output() {
    return graph.outputs().get(0).type();
  }
}
