package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.emit.GroupsWriter.Direction;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Writes what a training and an inference class have in common: a field for each buffer and kernel,
 * and the methods of each group of layers. Those of a large network are divided among inner
 * classes, because a class can have only so many constants.
 */
final class StepWriter {
  private static final String KERNELS = "kernelsOfNetwork";

  private final TypeSpec.Builder type;
  private final MemoryPlan plan;
  private final MemberNames names;
  private final StepFields fields;
  private final List<NodeGroup> forward;
  private final List<NodeGroup> backward;
  private int partCount;

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
  CodeBlock write(List<Value> inputs, Set<Value> alwaysBound) {
    Set<Value> edges = new LinkedHashSet<>(inputs);
    edges.addAll(alwaysBound);
    GroupsWriter groups = new GroupsWriter(fields, names, new StepFields.Owner(type, null));
    groups.bindEdges(edges);
    List<NodeGroup> all = new ArrayList<>(forward);
    all.addAll(backward);
    if (NodeGroup.parts(all).size() == 1) {
      writeOneClass(groups);
    } else {
      writeParts(groups);
    }
    groups.finish();
    return groups.prepare();
  }

  private void writeOneClass(GroupsWriter groups) {
    groups.declare(Direction.FORWARD, forward);
    groups.declare(Direction.BACKWARD, backward);
    writeBind(groups.bind());
    groups.run(Direction.FORWARD, override("forwardPass"), forward);
    if (!backward.isEmpty()) {
      groups.run(Direction.BACKWARD, override("backwardPass"), backward);
    }
  }

  private void writeBind(CodeBlock statements) {
    if (fields.isAnySize()) {
      LayoutWriter.write(type, plan);
    }
    type.addMethod(
        override("bind").addParameter(RuntimeTypes.ARENA, "arena").addCode(statements).build());
  }

  // private final Forward1 forward1 = new Forward1();
  private void writeParts(GroupsWriter edges) {
    CodeBlock.Builder bind = edges.bind().toBuilder();
    MethodSpec.Builder forwardPass = override("forwardPass");
    MethodSpec.Builder backwardPass = override("backwardPass");
    List<TypeSpec> parts = new ArrayList<>();
    NodeGroup.parts(forward)
        .forEach(groups -> parts.add(part(Direction.FORWARD, groups, bind, forwardPass)));
    if (!backward.isEmpty()) {
      NodeGroup.parts(backward)
          .forEach(groups -> parts.add(part(Direction.BACKWARD, groups, bind, backwardPass)));
    }
    writeBind(bind.build());
    addViews();
    type.addMethod(forwardPass.build());
    if (!backward.isEmpty()) {
      type.addMethod(backwardPass.build());
    }
    parts.forEach(type::addType);
  }

  /**
   * What inner classes need of the superclass: javac would write an accessor for each use of a
   * protected member, but none for a private one.
   */
  private void addViews() {
    type.addMethod(
        MethodSpec.methodBuilder(KERNELS)
            .addModifiers(Modifier.PRIVATE)
            .returns(RuntimeTypes.KERNELS)
            .addStatement("return kernels")
            .build());
    List<String> views =
        backward.isEmpty()
            ? List.of("parameter", "running")
            : List.of("parameter", "running", "gradient");
    for (String view : views) {
      type.addMethod(
          MethodSpec.methodBuilder(view + "View")
              .addModifiers(Modifier.PRIVATE)
              .varargs()
              .returns(RuntimeTypes.TENSOR)
              .addParameter(long.class, "offset")
              .addParameter(long[].class, "shape")
              .addStatement("return $L(offset, shape)", view)
              .build());
    }
  }

  /** An inner class for some of the groups; {@code bind} and {@code pass} call its methods. */
  private TypeSpec part(
      Direction direction,
      List<NodeGroup> groups,
      CodeBlock.Builder bind,
      MethodSpec.Builder pass) {
    String field = names.field(direction.run() + ++partCount);
    String name = Character.toUpperCase(field.charAt(0)) + field.substring(1);
    TypeSpec.Builder part =
        TypeSpec.classBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.FINAL);
    part.addJavadoc(
        "From {@code $L} to {@code $L}.\n",
        groups.get(0).name(),
        groups.get(groups.size() - 1).name());
    part.addField(
        FieldSpec.builder(RuntimeTypes.KERNELS, "kernels", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("$N()", KERNELS)
            .build());
    GroupsWriter writer = new GroupsWriter(fields, names, new StepFields.Owner(part, field));
    writer.declare(direction, groups);
    part.addMethod(MethodSpec.constructorBuilder().addCode(writer.prepare()).build());
    part.addMethod(GroupsWriter.binding("bind", fields).addCode(writer.bind()).build());
    writer.run(direction, MethodSpec.methodBuilder("run"), groups);
    writer.finish();
    ClassName partType = ClassName.get("", name);
    type.addField(
        FieldSpec.builder(partType, field, Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T()", partType)
            .build());
    bind.addStatement(
        "$N.bind(arena$L)", field, fields.isAnySize() ? ", arena.height(), arena.width()" : "");
    pass.addStatement("$N.run()", field);
    return part.build();
  }

  static MethodSpec.Builder override(String name) {
    return MethodSpec.methodBuilder(name)
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PROTECTED);
  }
}
