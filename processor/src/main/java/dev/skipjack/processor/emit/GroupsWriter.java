package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes groups of layers into one class: for each a method that prepares its steps, one that binds
 * them to buffers, and one that runs them.
 */
final class GroupsWriter {
  /** Which pass a group belongs to. */
  enum Direction {
    FORWARD("forward", ""),
    BACKWARD("backward", "Gradient");

    private final String run;
    private final String prefix;

    Direction(String run, String prefix) {
      this.run = run;
      this.prefix = prefix;
    }

    String run() {
      return run;
    }
  }

  private final StepFields fields;
  private final MemberNames names;
  private final StepFields.Owner owner;
  private final List<MethodSpec> prepareMethods = new ArrayList<>();
  private final List<MethodSpec> bindMethods = new ArrayList<>();
  private final CodeBlock.Builder prepare = CodeBlock.builder();
  private final CodeBlock.Builder bind = CodeBlock.builder();

  GroupsWriter(StepFields fields, MemberNames names, StepFields.Owner owner) {
    this.fields = fields;
    this.names = names;
    this.owner = owner;
  }

  /** Calls of all methods that prepare. */
  CodeBlock prepare() {
    return prepare.build();
  }

  /** Calls of all methods that bind. */
  CodeBlock bind() {
    return bind.build();
  }

  /** Adds these methods, which belong behind those that run. */
  void finish() {
    prepareMethods.forEach(owner.type()::addMethod);
    bindMethods.forEach(owner.type()::addMethod);
  }

  /** The fields of values that belong to no group. */
  void bindEdges(Iterable<Value> edges) {
    MethodSpec.Builder binding = binding("bindEdges", fields).addModifiers(Modifier.PRIVATE);
    edges.forEach(v -> fields.declareBuffer(v, owner, binding));
    bindMethods.add(binding.build());
    bind.addStatement("bindEdges($L)", bindArguments());
  }

  /** The fields of these groups, and the methods that set them. */
  void declare(Direction direction, List<NodeGroup> groups) {
    for (NodeGroup group : groups) {
      MethodSpec.Builder preparing =
          MethodSpec.methodBuilder(names.method("prepare" + direction.prefix, group))
              .addModifiers(Modifier.PRIVATE);
      MethodSpec.Builder binding =
          binding(names.method("bind" + direction.prefix, group), fields)
              .addModifiers(Modifier.PRIVATE);
      CodeBlock.Builder steps = CodeBlock.builder();
      for (Node node : group.nodes()) {
        KernelCall call = KernelCall.of(node);
        if (call != null) {
          fields.declare(node, call, owner, preparing, binding, steps);
        }
      }
      binding.addCode(steps.build());
      addUnlessEmpty(preparing, prepareMethods, prepare, "()");
      addUnlessEmpty(binding, bindMethods, bind, "(" + bindArguments() + ")");
    }
  }

  /** {@code all} calls the methods that run these groups. */
  void run(Direction direction, MethodSpec.Builder all, List<NodeGroup> groups) {
    List<MethodSpec> methods =
        groups.stream().filter(NodeGroup::runs).map(g -> method(direction, g)).toList();
    methods.forEach(method -> all.addStatement("$N()", method.name()));
    owner.type().addMethod(all.build());
    methods.forEach(owner.type()::addMethod);
  }

  /** A method with what buffers are bound to: the arena, and sizes of images if they vary. */
  static MethodSpec.Builder binding(String name, StepFields fields) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(name).addParameter(RuntimeTypes.ARENA, "arena");
    return fields.isAnySize()
        ? method.addParameter(int.class, "height").addParameter(int.class, "width")
        : method;
  }

  private String bindArguments() {
    if (!fields.isAnySize()) {
      return "arena";
    }
    return owner.isPart() ? "arena, height, width" : "arena, arena.height(), arena.width()";
  }

  private static void addUnlessEmpty(
      MethodSpec.Builder method, List<MethodSpec> methods, CodeBlock.Builder calls, String call) {
    MethodSpec built = method.build();
    if (!built.code().isEmpty()) {
      methods.add(built);
      calls.addStatement("$N" + call, built.name());
    }
  }

  // private void forwardStem() { // stem: @Conv(...)  stemForward.run(); }
  private MethodSpec method(Direction direction, NodeGroup group) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(names.method(direction.run, group)).addModifiers(Modifier.PRIVATE);
    String described = "";
    for (Node node : group.nodes()) {
      if (!node.origin().describe().equals(described)) {
        described = node.origin().describe();
        method.addComment("$L", described);
      }
      if (KernelCalls.of(node) == null) {
        method.addComment("$L", vanished(node));
        continue;
      }
      if (!node.outputs().isEmpty()) {
        method.addComment("$L", shapes(node));
      }
      method.addStatement("$N.run()", fields.step(node));
    }
    return method.build();
  }

  private static String shapes(Node node) {
    return String.format(
        Locale.ROOT,
        "%s: %s -> %s",
        node.op().mnemonic().replace('_', ' '),
        node.inputs().get(0).type(),
        node.outputs().stream().map(v -> v.type().toString()).collect(Collectors.joining(", ")));
  }

  private static String vanished(Node node) {
    String inputs = node.inputs().stream().map(Value::name).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s %s: %s of %s, in place",
        node.output().name(),
        node.output().type(),
        node.op().mnemonic(),
        inputs);
  }
}
