package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;
import java.util.List;

/** The specs of the kernels of the user's own layers, as {@link KernelCalls} asks for them. */
interface UserDefinedSpecs extends UserDefined.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitCustom(UserDefined.Custom op) {
    return spec(op, node());
  }

  @Override
  default CodeBlock visitCustomGradient(UserDefined.CustomGradient op) {
    return call("custom.CustomGradientSpec", spec(op.forward(), node()));
  }

  // CustomSpec.of("field: @Custom(Own.class)", () -> new com.me.Own(2), List.of(8, 4, 4),
  // List.of(8, 4, 4), List.of(List.of(8)))
  static CodeBlock spec(UserDefined.Custom op, Node node) {
    return CodeBlock.of(
        "$T.of($S, () -> new $L($L), $L, $L, $L)",
        RuntimeTypes.kernel("custom.CustomSpec"),
        node.origin().describe(),
        op.className(),
        String.join(", ", op.arguments()),
        image(node.value(INPUT).type()),
        image(node.value(OUTPUT).type()),
        list(op.weights().stream().map(weight -> numbers(weight.dims())).toList()));
  }

  /** The shape of one image. */
  private static CodeBlock image(TensorType batch) {
    return numbers(batch.dims().subList(1, batch.dims().size()));
  }

  private static CodeBlock numbers(List<Integer> numbers) {
    return list(numbers.stream().map(number -> CodeBlock.of("$L", number)).toList());
  }

  private static CodeBlock list(List<CodeBlock> elements) {
    return CodeBlock.of("$T.of($L)", List.class, CodeBlock.join(elements, ", "));
  }
}
