package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes what a training and an inference class have in common: a field for each buffer and kernel,
 * and for each group of layers a method that prepares its kernels, one that binds its buffers, and
 * one that runs it in each direction.
 */
final class StepWriter {
  private final MemoryPlan plan;
  private final Map<Value, Long> offsets;
  private final Map<Value, Parameter> parameters = new HashMap<>();
  private final Map<Value, Value> parameterOfGradient = new HashMap<>();
  private final Map<Node, String> kernelNames = new IdentityHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<Value> declared = new HashSet<>();
  private final TypeSpec.Builder type;
  private final boolean anySize;
  private final List<NodeGroup> forward;
  private final List<NodeGroup> backward;

  StepWriter(
      TypeSpec.Builder type, TrainingGraph graph, MemoryPlan plan, Map<Value, Long> offsets) {
    this.type = type;
    this.plan = plan;
    this.offsets = offsets;
    graph.forward().parameters().forEach(p -> parameters.put(p.value(), p));
    graph.parameterGradients().forEach((p, g) -> parameterOfGradient.put(g, p));
    this.anySize = !graph.forward().inputs().get(0).type().isFixed();
    this.forward = NodeGroup.of(graph.forward().nodes());
    this.backward = NodeGroup.of(graph.backward().nodes());
    graph.forward().inputs().forEach(v -> taken.add(v.name()));
    graph.timeline().forEach(n -> n.outputs().forEach(v -> taken.add(v.name())));
    parameters.keySet().forEach(v -> taken.add(v.name()));
  }

  /** Adds every field and method; the answer are the statements of the constructor. */
  CodeBlock write(Value input, Set<Value> alwaysBound) {
    CodeBlock.Builder constructor = CodeBlock.builder();
    CodeBlock.Builder bind = CodeBlock.builder();
    List<MethodSpec> prepareMethods = new ArrayList<>();
    List<MethodSpec> bindMethods = new ArrayList<>();
    Set<Value> edges = new LinkedHashSet<>(List.of(input));
    edges.addAll(alwaysBound);
    MethodSpec.Builder edgeBinding = binding("Edges");
    edges.forEach(v -> declareBuffer(v, edgeBinding));
    bindMethods.add(edgeBinding.build());
    bind.addStatement("bindEdges($L)", bindArguments());
    for (Direction direction : Direction.values()) {
      for (NodeGroup group : direction == Direction.FORWARD ? forward : backward) {
        String suffix = direction.prefix + group.capitalized();
        MethodSpec.Builder prepare =
            MethodSpec.methodBuilder("prepare" + suffix).addModifiers(Modifier.PRIVATE);
        MethodSpec.Builder binding = binding(suffix);
        for (Node node : group.nodes()) {
          declare(node, prepare, binding);
        }
        addUnlessEmpty(prepare, prepareMethods, constructor, "()");
        addUnlessEmpty(binding, bindMethods, bind, "(" + bindArguments() + ")");
      }
    }
    if (anySize) {
      LayoutWriter.write(type, plan);
    }
    type.addMethod(
        override("bind").addParameter(RuntimeTypes.ARENA, "arena").addCode(bind.build()).build());
    type.addMethod(pass("forwardPass", "forward", forward));
    forward.forEach(g -> type.addMethod(run("forward", g)));
    if (!backward.isEmpty()) {
      type.addMethod(pass("backwardPass", "backward", backward));
      backward.forEach(g -> type.addMethod(run("backward", g)));
    }
    prepareMethods.forEach(type::addMethod);
    bindMethods.forEach(type::addMethod);
    return constructor.build();
  }

  private enum Direction {
    FORWARD(""),
    BACKWARD("Gradient");

    final String prefix;

    Direction(String prefix) {
      this.prefix = prefix;
    }
  }

  private MethodSpec.Builder binding(String suffix) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder("bind" + suffix)
            .addModifiers(Modifier.PRIVATE)
            .addParameter(RuntimeTypes.ARENA, "arena");
    return anySize
        ? method.addParameter(int.class, "height").addParameter(int.class, "width")
        : method;
  }

  private String bindArguments() {
    return anySize ? "arena, arena.height(), arena.width()" : "arena";
  }

  private static void addUnlessEmpty(
      MethodSpec.Builder method, List<MethodSpec> methods, CodeBlock.Builder calls, String call) {
    MethodSpec built = method.build();
    if (!built.code().isEmpty()) {
      methods.add(built);
      calls.addStatement("$N" + call, built.name());
    }
  }

  static MethodSpec.Builder override(String name) {
    return MethodSpec.methodBuilder(name)
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PROTECTED);
  }

  // protected void forwardPass() { forwardStem(); forwardDense1Layer1(); ... }
  private static MethodSpec pass(String name, String prefix, List<NodeGroup> groups) {
    MethodSpec.Builder method = override(name);
    groups.stream()
        .filter(NodeGroup::runs)
        .forEach(g -> method.addStatement("$L()", prefix + g.capitalized()));
    return method.build();
  }

  // private void forwardStem() { // stem: @Conv(...)  stemForward.run(images, stemWeight, null,
  // stem); }
  private MethodSpec run(String prefix, NodeGroup group) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(prefix + group.capitalized()).addModifiers(Modifier.PRIVATE);
    String described = "";
    for (Node node : group.nodes()) {
      KernelCall call = KernelCalls.of(node);
      if (!node.origin().describe().equals(described)) {
        described = node.origin().describe();
        method.addComment("$L", described);
      }
      if (call == null) {
        method.addComment("$L", vanished(node));
        continue;
      }
      if (!node.outputs().isEmpty()) {
        method.addComment("$L", shapes(node));
      }
      List<CodeBlock> arguments =
          call.arguments().stream()
              .map(v -> CodeBlock.of("$L", v == null ? "null" : v.name()))
              .toList();
      method.addStatement("$N.run($L)", kernelNames.get(node), CodeBlock.join(arguments, ",$W"));
    }
    return method.build();
  }

  private static String shapes(Node node) {
    return String.format(
        Locale.ROOT,
        "%s: %s -> %s",
        node.op().mnemonic().replace('_', ' '),
        node.input(0).type(),
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

  private void declare(Node node, MethodSpec.Builder prepare, MethodSpec.Builder binding) {
    KernelCall call = KernelCalls.of(node);
    if (call == null) {
      return;
    }
    String name = kernelName(node);
    kernelNames.put(node, name);
    type.addField(call.type(), name, Modifier.PRIVATE);
    prepare.addStatement("$N = $L", name, call.create());
    call.values()
        .forEach(
            value -> {
              if (parameters.containsKey(value) || parameterOfGradient.containsKey(value)) {
                declareParameter(value, prepare);
              } else {
                declareBuffer(value, binding);
              }
            });
  }

  /** stemForward, stemBackward, dense1Layer1Norm1Statistics. */
  private String kernelName(Node node) {
    String wish;
    if (node.op() instanceof Normalization.StatisticsGradient) {
      wish = node.input(1).name() + "Backward";
    } else if (node.op() instanceof Fused.FusedConvolutionGradient op) {
      wish = decapitalize(node.input(op.outGradient()).name()) + "Backward";
    } else if (node.op().getClass().getSimpleName().endsWith("Gradient")) {
      wish = decapitalize(node.input(node.inputs().size() - 1).name()) + "Backward";
    } else if (node.outputs().isEmpty()) {
      wish = node.input(1).name() + "Running";
    } else {
      wish = node.output().name() + "Forward";
    }
    String name = wish;
    for (int i = 2; !taken.add(name); i++) {
      name = wish + i;
    }
    return name;
  }

  private static String decapitalize(String gradientName) {
    String name = gradientName.startsWith("grad") ? gradientName.substring(4) : gradientName;
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  // stemWeight = parameter(0L, 24, 3, 3, 3);
  private void declareParameter(Value value, MethodSpec.Builder prepare) {
    if (!declared.add(value)) {
      return;
    }
    addField(value);
    Value parameter = parameterOfGradient.getOrDefault(value, value);
    String view = "gradient";
    if (parameter.equals(value)) {
      boolean running = parameters.get(value).role() == Parameter.Role.RUNNING;
      view = running ? "running" : "parameter";
    }
    prepare.addStatement(
        "$N = $L($LL, $L)",
        value.name(),
        view,
        offsets.get(parameter),
        SizeExpressions.dims(value.type()));
  }

  // stem = arena.batched(0L, 24, 32, 32);
  private void declareBuffer(Value value, MethodSpec.Builder binding) {
    if (!declared.add(value)) {
      return;
    }
    addField(value);
    Storage storage = plan.of(value);
    String dims = SizeExpressions.dims(value.type());
    if (!storage.batched()) {
      binding.addStatement(
          "$N = arena.fixed($LL, $L)", value.name(), storage.offset() + storage.first(), dims);
    } else if (anySize) {
      binding.addStatement("$N = $L", value.name(), LayoutWriter.view(value, storage));
    } else if (storage.bufferElements() == value.type().elements()) {
      binding.addStatement("$N = arena.batched($LL, $L)", value.name(), storage.offset(), dims);
    } else {
      binding.addStatement(
          "$N = arena.slice($LL, $LL, $LL, $L)",
          value.name(),
          storage.offset(),
          storage.bufferElements(),
          storage.first(),
          dims);
    }
  }

  private void addField(Value value) {
    type.addField(RuntimeTypes.ARRAY, value.name(), Modifier.PRIVATE);
  }
}
