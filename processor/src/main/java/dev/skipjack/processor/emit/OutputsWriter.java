package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;

/**
 * Writes how the outputs of a model are reached: the buffers of one, or of several by number and as
 * a record.
 */
final class OutputsWriter {
  private static final List<String> NO_COMPONENTS =
      List.of(
          "clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

  private final Model model;
  private final TrainingGraph graph;
  private final MemberNames names;
  private final InputsWriter inputs;
  private final List<Value> outputs;

  OutputsWriter(Model model, TrainingGraph graph, MemberNames names, InputsWriter inputs) {
    this.model = model;
    this.graph = graph;
    this.names = names;
    this.inputs = inputs;
    this.outputs = graph.forward().outputs();
  }

  /** The buffers that are bound whoever reads them. */
  Set<Value> buffers() {
    Set<Value> buffers = new LinkedHashSet<>(outputs);
    buffers.addAll(graph.outputGradients().values());
    buffers.addAll(graph.inputGradients().values());
    return buffers;
  }

  void addAccessors(TypeSpec.Builder type) {
    Value main = outputs.get(outputs.size() - 1);
    ModelWriter.addAccessor(type, "output", names.of(main));
    if (graph.hasBackward()) {
      Value gradient = graph.outputGradients().get(main);
      type.addMethod(returning("outputGradient", name(gradient)).build());
    }
    addInputGradients(type);
    if (model.hasSeveralOutputs()) {
      addNames(type);
      type.addMethod(byNumber("output", outputs, names::of));
      if (graph.hasBackward()) {
        type.addMethod(
            byNumber("outputGradient", outputs, v -> name(graph.outputGradients().get(v))));
      }
    }
  }

  private void addInputGradients(TypeSpec.Builder type) {
    Map<Value, Value> gradients = graph.inputGradients();
    if (gradients.isEmpty()) {
      return;
    }
    List<Value> all = graph.forward().inputs();
    if (gradients.containsKey(all.get(0))) {
      ModelWriter.addAccessor(type, "inputGradientBuffer", names.of(gradients.get(all.get(0))));
    }
    if (model.hasSeveralInputs()) {
      type.addMethod(byNumber("inputGradientBuffer", all, v -> name(gradients.get(v))));
    }
  }

  /** Nothing that is trained changes the output if it has no gradient. */
  private String name(Value gradient) {
    return gradient == null ? "null" : names.of(gradient);
  }

  private static MethodSpec.Builder returning(String method, String value) {
    return StepWriter.override(method)
        .returns(RuntimeTypes.TENSOR)
        .addStatement("return $L", value);
  }

  // private static final List<String> OUTPUT_NAMES = List.of("p2", "p3");
  private void addNames(TypeSpec.Builder type) {
    TypeName names = ParameterizedTypeName.get(List.class, String.class);
    CodeBlock list =
        model.graph().outputs().stream()
            .map(v -> CodeBlock.of("$S", v.name()))
            .collect(CodeBlock.joining(",$W"));
    type.addField(
        FieldSpec.builder(names, "OUTPUT_NAMES", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .initializer("$T.of($L)", List.class, list)
            .build());
    type.addMethod(
        MethodSpec.methodBuilder("outputNames")
            .addAnnotation(Override.class)
            .addModifiers(Modifier.PUBLIC)
            .returns(names)
            .addStatement("return OUTPUT_NAMES")
            .build());
  }

  // return switch (index) { case 0 -> p2; case 1 -> p3; default -> throw ... };
  static MethodSpec byNumber(String method, List<Value> values, Function<Value, String> buffer) {
    CodeBlock.Builder cases = CodeBlock.builder().add("return switch (index) {\n").indent();
    for (int i = 0; i < values.size(); i++) {
      cases.add("case $L -> $L;\n", i, buffer.apply(values.get(i)));
    }
    cases.add("default -> throw new $T(index);\n", IndexOutOfBoundsException.class);
    return StepWriter.override(method)
        .addParameter(int.class, "index")
        .returns(RuntimeTypes.TENSOR)
        .addCode(cases.unindent().add("};\n").build())
        .build();
  }

  // FooOutputs forwardOutputs(INDArray images), void backward(FooOutputs gradients)
  void addTrainingMethods(TypeSpec.Builder type) {
    if (!model.hasSeveralOutputs()) {
      return;
    }
    type.addMethod(
        running("forwardOutputs", "forward")
            .addJavadoc("@return this network's own buffers, valid until the next call\n")
            .build());
    CodeBlock gradients =
        components(model).stream()
            .map(component -> CodeBlock.of("gradients.$N()", component))
            .collect(CodeBlock.joining(",$W"));
    type.addMethod(
        MethodSpec.methodBuilder("backward")
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("{@link #backward(List)} with the gradients by name.\n\n")
            .addJavadoc("@param gradients of the loss by each output, null where it has none\n")
            .addParameter(model.outputsRecord(), "gradients")
            .addStatement("backward($T.asList($L))", Arrays.class, gradients)
            .build());
  }

  // FooOutputs predictOutputs(INDArray images)
  void addInferenceMethods(TypeSpec.Builder type) {
    if (model.hasSeveralOutputs()) {
      type.addMethod(
          running("predictOutputs", "predict")
              .addJavadoc(
                  "@return arrays of the calling thread, valid until its next call: logits, not"
                      + " probabilities, where a layer computes logits\n")
              .build());
    }
  }

  private MethodSpec.Builder running(String method, String run) {
    ClassName outputsRecord = model.outputsRecord();
    String all = inputs.local("all");
    CodeBlock each =
        IntStream.range(0, outputs.size())
            .mapToObj(i -> CodeBlock.of("$N.get($L)", all, i))
            .collect(CodeBlock.joining(",$W"));
    MethodSpec.Builder running =
        MethodSpec.methodBuilder(method)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("{@link #$L} with every output.\n\n", run)
            .returns(outputsRecord);
    inputs.addParameters(running);
    return running
        .addStatement("$L($L)", run, inputs.arguments())
        .addStatement(
            "$T $N = outputs()",
            ParameterizedTypeName.get(ClassName.get(List.class), RuntimeTypes.ARRAY),
            all)
        .addStatement("return new $T($L)", outputsRecord, each);
  }

  /** The outputs' own names, but for those that would override methods of objects. */
  private static List<String> components(Model model) {
    Names components = new Names(NO_COMPONENTS);
    return model.graph().outputs().stream().map(v -> components.unique(v.name())).toList();
  }

  static void writeRecord(Model model, TypeSpec.Builder type) {
    MethodSpec.Builder components = MethodSpec.constructorBuilder();
    type.addJavadoc(
        "The outputs of {@link $T}, or the gradients of a loss by them.\n\n", model.type());
    List<String> names = components(model);
    for (int i = 0; i < names.size(); i++) {
      TensorType output = model.graph().outputs().get(i).type();
      type.addJavadoc("@param $L {@code $L}\n", names.get(i), output);
      components.addParameter(ParameterSpec.builder(RuntimeTypes.ARRAY, names.get(i)).build());
    }
    type.recordConstructor(components.build());
  }
}
