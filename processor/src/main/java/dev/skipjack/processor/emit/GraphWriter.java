package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Origin;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Writes what a network computes when it predicts, as calls of a visitor: for those who export it.
 * They are methods of nested classes, which nobody loads who does not.
 */
final class GraphWriter {
  static final String VISIT = "visitGraph";

  private static final String CLASS = "Graph";

  private final Model model;
  private final Graph graph;
  private final GraphCalls calls;

  GraphWriter(Model model) {
    this.model = model;
    this.graph = model.plain();
    this.calls = new GraphCalls(graph);
  }

  void write(TypeSpec.Builder network) {
    MethodSpec.Builder visit =
        visiting(VISIT)
            .addJavadoc("Tells what the networks compute when they predict, nothing fused.\n");
    graph.inputs().forEach(input -> visit.addStatement("$L", input(input)));
    addOutputs(visit);
    List<Node> told = graph.nodes().stream().filter(n -> !calls.of(n).isEmpty()).toList();
    List<List<NodeGroup>> parts = NodeGroup.parts(NodeGroup.of(told));
    for (int i = 0; i < parts.size(); i++) {
      String name = i == 0 ? CLASS : CLASS + (i + 1);
      network.addType(part(name, parts.get(i)));
      visit.addStatement("$L.visit($L)", name, GraphCalls.VISITOR);
    }
    network.addMethod(visit.build());
  }

  /** The networks hand it on. */
  static MethodSpec delegate(Model model) {
    return MethodSpec.methodBuilder(VISIT)
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PUBLIC)
        .addParameter(RuntimeTypes.GRAPH_VISITOR, "visitor")
        .addStatement("$T.$L(visitor)", model.generated("Network"), VISIT)
        .build();
  }

  private static MethodSpec.Builder visiting(String name) {
    return MethodSpec.methodBuilder(name)
        .addModifiers(Modifier.STATIC)
        .addParameter(RuntimeTypes.GRAPH_VISITOR, GraphCalls.VISITOR);
  }

  private static CodeBlock input(Value input) {
    TensorType type = input.type();
    return type.isMap()
        ? CodeBlock.of(
            "$L.input($S, $L, $L)",
            GraphCalls.VISITOR,
            input.name(),
            type.channels(),
            GraphCalls.size(type))
        : CodeBlock.of("$L.input($S, $L)", GraphCalls.VISITOR, input.name(), type.channels());
  }

  /** Dropout that ends a network is gone, and the output's own name with it. */
  private void addOutputs(MethodSpec.Builder visit) {
    for (int i = 0; i < graph.outputs().size(); i++) {
      TensorType type = graph.outputs().get(i).type();
      if (type.isSequence()) {
        visit.addStatement(
            "$L.outputSequence($S, $S, $L, $L)",
            GraphCalls.VISITOR,
            model.graph().outputs().get(i).name(),
            calls.name(graph.outputs().get(i)),
            type.tokens(),
            type.channels());
        continue;
      }
      visit.addStatement(
          "$L.output($S, $S, $L, $L)",
          GraphCalls.VISITOR,
          model.graph().outputs().get(i).name(),
          calls.name(graph.outputs().get(i)),
          type.channels(),
          type.isMap() ? GraphCalls.size(type) : CodeBlock.of("null"));
    }
  }

  private TypeSpec part(String name, List<NodeGroup> groups) {
    TypeSpec.Builder part =
        TypeSpec.classBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
    Names methods = new Names(Set.of("visit"));
    MethodSpec.Builder all = visiting("visit");
    List<MethodSpec> visits = new ArrayList<>();
    for (NodeGroup group : groups) {
      MethodSpec method = group(methods.unique("visit" + group.capitalized()), group);
      all.addStatement("$N($L)", method.name(), GraphCalls.VISITOR);
      visits.add(method);
    }
    part.addMethod(all.build());
    visits.forEach(part::addMethod);
    return part.build();
  }

  private MethodSpec group(String name, NodeGroup group) {
    MethodSpec.Builder method = visiting(name).addModifiers(Modifier.PRIVATE);
    Origin told = null;
    for (Node node : group.nodes()) {
      if (!node.origin().equals(told)) {
        told = node.origin();
        method.addCode(layer(told));
      }
      method.addCode(calls.of(node));
    }
    return method.build();
  }

  // graph.layer("body.stage", "@Residual(blocks = 1, out = 8) block 0");
  private static CodeBlock layer(Origin origin) {
    String[] words = origin.describe().split(": ", 2);
    return CodeBlock.builder()
        .addStatement(
            "$L.layer($S, $S)", GraphCalls.VISITOR, words[0], words.length == 1 ? "" : words[1])
        .build();
  }
}
