package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.emit.GroupsWriter.Direction;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Writes what a training and an inference class have in common: a field for each buffer and kernel,
 * and the methods of each group of layers.
 */
final class StepWriter {
  private final TypeSpec.Builder type;
  private final MemoryPlan plan;
  private final MemberNames names;
  private final StepFields fields;
  private final List<NodeGroup> forward;
  private final List<NodeGroup> backward;

  StepWriter(
      TypeSpec.Builder type,
      TrainingGraph graph,
      MemoryPlan plan,
      Map<Value, Long> offsets,
      MemberNames names) {
    this.type = type;
    this.plan = plan;
    this.names = names;
    this.fields = new StepFields(graph, plan, offsets, names);
    this.forward = NodeGroup.of(graph.forward().nodes());
    this.backward = NodeGroup.of(graph.backward().nodes());
  }

  /** Adds every field and method; the answer are the statements of the constructor. */
  CodeBlock write(Value input, Set<Value> alwaysBound) {
    Set<Value> edges = new LinkedHashSet<>(List.of(input));
    edges.addAll(alwaysBound);
    GroupsWriter groups = new GroupsWriter(fields, names, new StepFields.Owner(type, null));
    groups.bindEdges(edges);
    groups.declare(Direction.FORWARD, forward);
    groups.declare(Direction.BACKWARD, backward);
    if (fields.isAnySize()) {
      LayoutWriter.write(type, plan);
    }
    type.addMethod(
        override("bind").addParameter(RuntimeTypes.ARENA, "arena").addCode(groups.bind()).build());
    groups.run(Direction.FORWARD, override("forwardPass"), forward);
    if (!backward.isEmpty()) {
      groups.run(Direction.BACKWARD, override("backwardPass"), backward);
    }
    groups.finish();
    return groups.prepare();
  }

  static MethodSpec.Builder override(String name) {
    return MethodSpec.methodBuilder(name)
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PROTECTED);
  }
}
