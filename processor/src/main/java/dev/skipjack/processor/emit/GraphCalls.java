package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every op tells the visitor of a graph: {@code graph.add("sum", "left", "right")}. */
final class GraphCalls extends PlainVisitor<CodeBlock> {
  /** What the parameter is called that a generated method tells. */
  static final String VISITOR = "graph";

  private final Map<Value, String> names = new HashMap<>();
  private Node node;

  /** A copy has its operand's name, also where it is an output. */
  GraphCalls(Graph graph) {
    graph.parameters().forEach(p -> names.put(p.value(), p.weightName()));
    for (Node copy : graph.nodes()) {
      if (copy.op() instanceof Movement.Copy) {
        names.put(copy.output(), name(copy.input(0)));
      }
    }
  }

  /** A statement, or nothing for a copy. */
  CodeBlock of(Node told) {
    node = told;
    return told.op().accept(this);
  }

  /** What a value or parameter is called. */
  String name(Value value) {
    return names.getOrDefault(value, value.name());
  }

  private CodeBlock in(int index) {
    return CodeBlock.of("$S", name(node.input(index)));
  }

  private CodeBlock bias(boolean bias) {
    return bias ? in(2) : CodeBlock.of("null");
  }

  private static CodeBlock number(int number) {
    return CodeBlock.of("$L", number);
  }

  /** graph.method("out", arguments...); */
  private CodeBlock call(String method, CodeBlock... arguments) {
    return call(method, List.of(arguments));
  }

  private CodeBlock call(String method, List<CodeBlock> arguments) {
    List<CodeBlock> all = new ArrayList<>(List.of(CodeBlock.of("$S", name(node.output()))));
    all.addAll(arguments);
    return CodeBlock.builder()
        .addStatement("$L.$L($L)", VISITOR, method, CodeBlock.join(all, ", "))
        .build();
  }

  /** As {@link #call}, with the sizes of what is read and written. */
  private CodeBlock resizing(String method, CodeBlock... spec) {
    List<CodeBlock> arguments = new ArrayList<>(List.of(spec));
    arguments.add(in(0));
    arguments.add(size(node.input(0).type()));
    arguments.add(size(node.output().type()));
    return call(method, arguments);
  }

  // MapSize.of(7, 7), or MapSize.ofImage(1, 32, 4)
  static CodeBlock size(TensorType map) {
    if (map.isFixed()) {
      return CodeBlock.of("$T.of($L, $L)", RuntimeTypes.MAP_SIZE, map.height(), map.width());
    }
    Extent extent = map.extent().orElseThrow();
    return CodeBlock.of(
        "$T.ofImage($L, $L, $L)",
        RuntimeTypes.MAP_SIZE,
        extent.numerator(),
        extent.denominator(),
        extent.offset());
  }

  @Override
  public CodeBlock visitConvolution(Contraction.Convolution op) {
    return call("convolution", KernelSpecs.spec(op), in(0), in(1), bias(op.bias()));
  }

  @Override
  public CodeBlock visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return call("convolutionTranspose", KernelSpecs.spec(op), in(0), in(1), bias(op.bias()));
  }

  @Override
  public CodeBlock visitLinear(Contraction.Linear op) {
    return call("linear", KernelSpecs.spec(op), in(0), in(1), bias(op.bias()));
  }

  @Override
  public CodeBlock visitNormalize(Normalization.Normalize op) {
    if (op.add() || op.relu()) {
      throw notPlain(op);
    }
    CodeBlock spec = KernelSpecs.spec(node.input(0).type().channels(), op);
    return call("batchNorm", spec, in(0), in(3), in(4), in(1), in(2));
  }

  @Override
  public CodeBlock visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return call("localResponseNorm", KernelSpecs.spec(op), in(0));
  }

  @Override
  public CodeBlock visitActivation(Elementwise.Activation op) {
    return call("activation", KernelSpecs.spec(op), in(0));
  }

  @Override
  public CodeBlock visitAdd(Elementwise.Add op) {
    return call("add", in(0), in(1));
  }

  @Override
  public CodeBlock visitPool(Pooling.Pool op) {
    return resizing("pool", KernelSpecs.spec(op));
  }

  @Override
  public CodeBlock visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return call("globalAveragePool", in(0));
  }

  @Override
  public CodeBlock visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return resizing("adaptiveAveragePool");
  }

  @Override
  public CodeBlock visitConcat(Movement.Concat op) {
    List<CodeBlock> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      parts.add(in(i));
    }
    return call("concat", parts);
  }

  @Override
  public CodeBlock visitSlice(Movement.Slice op) {
    int count = node.output().type().channels();
    return call("channels", in(0), number(op.offset()), number(count));
  }

  @Override
  public CodeBlock visitReshape(Movement.Reshape op) {
    return call("flatten", in(0));
  }

  @Override
  public CodeBlock visitPadShortcut(Movement.PadShortcut op) {
    return call("padShortcut", KernelSpecs.spec(op), in(0));
  }

  @Override
  public CodeBlock visitUpsample(Movement.Upsample op) {
    return resizing("upsample", KernelSpecs.spec(op));
  }

  @Override
  public CodeBlock visitPad(Movement.Pad op) {
    return call("pad", number(op.pixels()), in(0));
  }

  @Override
  public CodeBlock visitCrop(Movement.Crop op) {
    return resizing("crop", KernelSpecs.spec(op));
  }

  @Override
  public CodeBlock visitCopy(Movement.Copy op) {
    return CodeBlock.of("");
  }
}
