package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.Arrays;
import java.util.List;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Modifier;

/** Writes how the inputs of a model are given, and the buffers that they are copied to. */
final class InputsWriter {
  private final Model model;

  /** What methods call the inputs: their names, wherever Java allows it. */
  private final List<String> parameters;

  /** Of local variables, so that none hides an input. */
  private final Names locals;

  InputsWriter(Model model) {
    this.model = model;
    Names names = new Names(List.of());
    this.parameters = inputs().stream().map(v -> names.unique(parameter(v.name()))).toList();
    this.locals = names;
  }

  private List<Value> inputs() {
    return model.graph().inputs();
  }

  /** {@code Arrays} would hide the class, whose method is called: it takes null, to be told of. */
  private static String parameter(String name) {
    boolean isTaken = SourceVersion.isKeyword(name) || name.equals("Arrays");
    return isTaken ? name + "Value" : name;
  }

  /** The buffers, by number too if there are several. */
  void addAccessors(TypeSpec.Builder type, MemberNames names) {
    ModelWriter.addAccessor(type, "input", names.of(inputs().get(0)));
    if (model.hasSeveralInputs()) {
      type.addMethod(OutputsWriter.byNumber("input", inputs(), names::of));
    }
  }

  // INDArray predict(INDArray images, INDArray table)
  void addRun(TypeSpec.Builder type, String run) {
    if (!model.hasSeveralInputs()) {
      return;
    }
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(run)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("{@link #$L($T)} with the inputs by name.\n\n", run, List.class)
            .returns(RuntimeTypes.ARRAY);
    addParameters(method);
    type.addMethod(
        method
            .addJavadoc("@return the main output, as there\n")
            .addStatement("return $L($T.asList($L))", run, Arrays.class, arguments())
            .build());
  }

  /** A parameter for each input. */
  void addParameters(MethodSpec.Builder method) {
    for (int i = 0; i < parameters.size(); i++) {
      TensorType shape = inputs().get(i).type();
      method.addParameter(ParameterSpec.builder(RuntimeTypes.ARRAY, parameters.get(i)).build());
      method.addJavadoc("@param $L {@code $L}\n", parameters.get(i), shape);
    }
  }

  /** What these parameters are called, one after the other. */
  CodeBlock arguments() {
    return CodeBlock.of("$L", String.join(", ", parameters));
  }

  /** A name that is none of theirs. */
  String local(String wish) {
    return locals.unique(wish);
  }

  // .withInputs(InputShape.map("images", 1, 28, 28), InputShape.features("table", 6))
  CodeBlock shapes() {
    if (!model.hasSeveralInputs()) {
      return CodeBlock.of("");
    }
    return inputs().stream()
        .map(InputsWriter::shape)
        .collect(CodeBlock.joining(",$W", "\n.withInputs(", ")"));
  }

  private static CodeBlock shape(Value input) {
    TensorType type = input.type();
    return type.isMap()
        ? CodeBlock.of(
            "$T.map($S, $L, $L, $L)",
            RuntimeTypes.INPUT_SHAPE,
            input.name(),
            type.channels(),
            type.isFixed() ? type.height() : 0,
            type.isFixed() ? type.width() : 0)
        : CodeBlock.of(
            "$T.features($S, $L)", RuntimeTypes.INPUT_SHAPE, input.name(), type.channels());
  }
}
