package dev.skipjack.processor.emit;

import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * What a generated class calls its fields and methods. All of them are handed out here, so that
 * none clashes with another, or with what the class inherits. A value keeps its name in the graph
 * wherever Java allows it.
 */
final class MemberNames {
  /**
   * A field of one of these names would hide what the class inherits, be hidden by a parameter of a
   * method that reads fields, or hide the package that a qualified name begins with.
   */
  private static final List<String> NO_FIELDS =
      List.of(
          "kernels", "arena", "height", "width", "store", "seed", "index", "dev", "java", "javax",
          "org");

  /** Methods that a group's would override or be taken for. */
  private static final List<String> NO_GROUP_METHODS =
      List.of("forwardPass", "backwardPass", "forwardOutputs", "bindEdges");

  private final Names fields = new Names(NO_FIELDS);
  private final Names methods = new Names(NO_GROUP_METHODS);
  private final Map<Value, String> values = new HashMap<>();

  MemberNames(TrainingGraph graph) {
    List<Value> others = new ArrayList<>();
    for (Value value : values(graph)) {
      if (wish(value.name()).equals(value.name()) && !NO_FIELDS.contains(value.name())) {
        values.put(value, fields.unique(value.name()));
      } else {
        others.add(value);
      }
    }
    others.forEach(value -> values.put(value, field(value.name())));
  }

  private static Set<Value> values(TrainingGraph graph) {
    Set<Value> values = new LinkedHashSet<>(graph.forward().inputs());
    graph.forward().parameters().forEach(p -> values.add(p.value()));
    for (Node node : graph.timeline()) {
      values.addAll(node.inputs());
      values.addAll(node.outputs());
    }
    values.addAll(graph.forward().outputs());
    values.addAll(graph.outputGradients().values());
    return values;
  }

  /** A small letter first: a field called {@code List} would hide the class. */
  private static String wish(String name) {
    String small = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    return SourceVersion.isKeyword(small) ? small + "Value" : small;
  }

  /** The field that holds this value. */
  String of(Value value) {
    return values.get(value);
  }

  /** A new field, called as wished or with a number behind it. */
  String field(String wished) {
    return fields.unique(wish(wished));
  }

  /** A new method for a group of layers: {@code forwardStem}. */
  String method(String prefix, NodeGroup group) {
    return methods.unique(prefix + group.capitalized());
  }
}
