package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.Storage;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.lang.model.element.Modifier;

/**
 * The fields of a generated class and its parts, one for each buffer, parameter and step: where
 * each is declared, how it is set, and how others reach it.
 */
final class StepFields {
  /**
   * A class that has fields.
   *
   * @param field of the generated class that holds it, null for the generated class itself
   */
  record Owner(TypeSpec.Builder type, String field) {
    boolean isPart() {
      return field != null;
    }
  }

  private final MemoryPlan plan;
  private final Map<Value, Long> offsets;
  private final MemberNames names;
  private final boolean anySize;
  private final Map<Value, Parameter> parameters = new HashMap<>();
  private final Map<Value, Value> parameterOfGradient = new HashMap<>();
  private final Map<Value, Owner> owners = new HashMap<>();
  private final Map<Node, String> steps = new IdentityHashMap<>();

  StepFields(TrainingGraph graph, MemoryPlan plan, Map<Value, Long> offsets, MemberNames names) {
    this.plan = plan;
    this.offsets = offsets;
    this.names = names;
    this.anySize = !graph.forward().inputs().get(0).type().isFixed();
    graph.forward().parameters().forEach(p -> parameters.put(p.value(), p));
    graph.parameterGradients().forEach((p, g) -> parameterOfGradient.put(g, p));
  }

  boolean isAnySize() {
    return anySize;
  }

  /** The step of a node, what it is bound to, and those of its operands that no field holds yet. */
  void declare(
      Node node,
      KernelCall call,
      Owner owner,
      MethodSpec.Builder prepare,
      MethodSpec.Builder bindBuffers,
      CodeBlock.Builder bindSteps) {
    String name = names.field(stepName(node));
    steps.put(node, name);
    addField(owner, RuntimeTypes.STEP, name);
    prepare.addStatement("$N = kernels.step($L)", name, call.spec());
    for (KernelCall.Bound operand : call.operands()) {
      Value value = operand.value();
      if (parameters.containsKey(value) || parameterOfGradient.containsKey(value)) {
        declareParameter(value, owner, prepare);
      } else {
        declareBuffer(value, owner, bindBuffers);
      }
    }
    bindSteps.addStatement("$N.bind(new $T()$L)", name, RuntimeTypes.OPERANDS, named(call, owner));
  }

  // .input(images).weight(stemWeight).output(stem)
  private CodeBlock named(KernelCall call, Owner owner) {
    return call.operands().stream()
        .map(o -> CodeBlock.of("$Z.$L($L)", o.method(), reference(o.value(), owner)))
        .collect(CodeBlock.joining(""));
  }

  String step(Node node) {
    return steps.get(node);
  }

  /** {@code stem}, or {@code forward1.stem} in another part. */
  private String reference(Value value, Owner from) {
    Owner owner = owners.get(value);
    String name = names.of(value);
    return !owner.isPart() || owner.equals(from) ? name : owner.field() + "." + name;
  }

  /** stemForward, stemBackward, stemMeanRunning. */
  private static String stepName(Node node) {
    if (node.op() instanceof Normalization.StatisticsGradient) {
      return node.value(Operand.MEAN).name() + "Backward";
    }
    Value gradient = node.valueOrNull(Operand.OUTPUT_GRADIENT);
    if (gradient != null) {
      return decapitalize(gradient.name()) + "Backward";
    }
    return node.outputs().isEmpty()
        ? node.value(Operand.MEAN).name() + "Running"
        : node.output().name() + "Forward";
  }

  private static String decapitalize(String gradientName) {
    String name = gradientName.startsWith("grad") ? gradientName.substring(4) : gradientName;
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  // stemWeight = parameter(0L, 24, 3, 3, 3);
  private void declareParameter(Value value, Owner owner, MethodSpec.Builder prepare) {
    if (!addField(value, owner)) {
      return;
    }
    Value parameter = parameterOfGradient.getOrDefault(value, value);
    String view = "gradient";
    if (parameter.equals(value)) {
      boolean running = parameters.get(value).role() == Parameter.Role.RUNNING;
      view = running ? "running" : "parameter";
    }
    prepare.addStatement(
        "$N = $L($LL, $L)",
        names.of(value),
        owner.isPart() ? view + "View" : view,
        offsets.get(parameter),
        SizeExpressions.dims(value.type()));
  }

  // stem = arena.batched(0L, 24, 32, 32);
  void declareBuffer(Value value, Owner owner, MethodSpec.Builder bind) {
    if (!addField(value, owner)) {
      return;
    }
    String name = names.of(value);
    Storage storage = plan.of(value);
    String dims = SizeExpressions.dims(value.type());
    if (!storage.batched()) {
      bind.addStatement(
          "$N = arena.fixed($LL, $L)", name, storage.offset() + storage.first(), dims);
    } else if (anySize) {
      bind.addStatement("$N = $L", name, LayoutWriter.view(value, storage));
    } else if (storage.bufferElements() == value.type().elements()) {
      bind.addStatement("$N = arena.batched($LL, $L)", name, storage.offset(), dims);
    } else {
      bind.addStatement(
          "$N = arena.slice($LL, $LL, $LL, $L)",
          name,
          storage.offset(),
          storage.bufferElements(),
          storage.first(),
          dims);
    }
  }

  private boolean addField(Value value, Owner owner) {
    boolean isNew = owners.putIfAbsent(value, owner) == null;
    if (isNew) {
      addField(owner, RuntimeTypes.TENSOR, names.of(value));
    }
    return isNew;
  }

  /** Other parts read the fields of a part. */
  private static void addField(Owner owner, TypeName type, String name) {
    if (owner.isPart()) {
      owner.type().addField(type, name);
    } else {
      owner.type().addField(type, name, Modifier.PRIVATE);
    }
  }
}
