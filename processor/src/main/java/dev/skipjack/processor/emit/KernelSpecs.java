package dev.skipjack.processor.emit;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the specs of all families are made with, as expressions, from one node. */
interface KernelSpecs {
  Node node();

  default int channels() {
    return node().value(INPUT).type().channels();
  }

  /**
   * How the input or the output lies, and its gradient. As a map of one pixel, which is the same in
   * each, lies where the other side does.
   */
  default Layout layout(Operand name) {
    TensorType type = type(name);
    TensorType other = type(name == INPUT ? OUTPUT : INPUT);
    return type.isOnePixel() && Layout.fillsBlocks(type.channels())
        ? other.layout()
        : type.layout();
  }

  /** Of what has this name, or of its gradient. */
  private TensorType type(Operand name) {
    Signature signature = Signature.of(node().op());
    return Stream.of(signature.inputs(), signature.outputs())
        .flatMap(List::stream)
        .filter(operand -> operand.forward() == name)
        .findFirst()
        .map(operand -> node().value(operand).type())
        .orElseThrow(() -> new IllegalStateException("no " + name + ", in: " + node()));
  }

  // new DropoutSpec(0.1)
  static CodeBlock call(String type, Object... arguments) {
    CodeBlock all =
        Arrays.stream(arguments)
            .map(argument -> CodeBlock.of("$L", argument))
            .collect(CodeBlock.joining(", "));
    return CodeBlock.of("new $T($L)", RuntimeTypes.kernel(type), all);
  }

  // new Span(height, width)
  static CodeBlock span(Span span) {
    return call("Span", span.height(), span.width());
  }

  // Layout.BLOCKS
  static CodeBlock layout(Layout layout) {
    return CodeBlock.of("$T.$L", RuntimeTypes.kernel("Layout"), layout.name());
  }

  /** Behind other arguments; nothing where all are planes, as is understood. */
  static CodeBlock layouts(Layout... layouts) {
    List<Layout> all = List.of(layouts);
    return all.contains(Layout.BLOCKS)
        ? all.stream().map(l -> CodeBlock.of(", $L", layout(l))).collect(CodeBlock.joining(""))
        : CodeBlock.of("");
  }
}
