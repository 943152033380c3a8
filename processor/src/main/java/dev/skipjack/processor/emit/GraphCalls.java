package dev.skipjack.processor.emit;

import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.RIGHT;
import static dev.skipjack.processor.ir.Operand.SCALE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;
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
        names.put(copy.output(), name(copy.value(INPUT)));
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

  /** What it is called, {@code null} if the op has no such operand. */
  private CodeBlock named(Operand operand) {
    Value value = node.valueOrNull(operand);
    return value == null ? CodeBlock.of("null") : named(value);
  }

  private CodeBlock named(Value value) {
    return CodeBlock.of("$S", name(value));
  }

  private static CodeBlock number(int number) {
    return CodeBlock.of("$L", number);
  }

  /** graph.method("out", arguments...); */
  private CodeBlock call(String method, CodeBlock... arguments) {
    return call(method, List.of(arguments));
  }

  private CodeBlock call(String method, List<CodeBlock> arguments) {
    List<CodeBlock> all = new ArrayList<>(List.of(named(node.output())));
    all.addAll(arguments);
    return CodeBlock.builder()
        .addStatement("$L.$L($L)", VISITOR, method, CodeBlock.join(all, ", "))
        .build();
  }

  /** As {@link #call}, with the sizes of what is read and written. */
  private CodeBlock resizing(String method, CodeBlock... spec) {
    List<CodeBlock> arguments = new ArrayList<>(List.of(spec));
    arguments.add(named(INPUT));
    arguments.add(size(node.value(INPUT).type()));
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
    boolean isMatrix = node.value(WEIGHT).type().dims().size() == 2;
    String method = isMatrix ? "pixelLinear" : "convolution";
    return call(method, ContractionSpecs.spec(op), named(INPUT), named(WEIGHT), named(BIAS));
  }

  @Override
  public CodeBlock visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return call(
        "convolutionTranspose",
        ContractionSpecs.spec(op),
        named(INPUT),
        named(WEIGHT),
        named(BIAS));
  }

  @Override
  public CodeBlock visitLinear(Contraction.Linear op) {
    String method = node.output().type().isSequence() ? "tokenLinear" : "linear";
    return call(method, ContractionSpecs.spec(op), named(INPUT), named(WEIGHT), named(BIAS));
  }

  @Override
  public CodeBlock visitNormalize(Normalization.Normalize op) {
    if (op.add() || op.activation() != null) {
      throw notPlain(op);
    }
    CodeBlock spec = NormalizationSpecs.spec(node.value(INPUT).type().channels(), op);
    return call(
        "batchNorm", spec, named(INPUT), named(GAMMA), named(BETA), named(MEAN), named(VARIANCE));
  }

  @Override
  public CodeBlock visitGroupNorm(Normalization.GroupNorm op) {
    return withinImage(
        "groupNorm", NormalizationSpecs.spec(node.value(INPUT).type().channels(), op));
  }

  @Override
  public CodeBlock visitStandardizeWeight(Normalization.StandardizeWeight op) {
    TensorType weight = node.value(INPUT).type();
    List<CodeBlock> arguments =
        new ArrayList<>(List.of(NormalizationSpecs.spec(weight, op), named(INPUT)));
    weight.dims().forEach(size -> arguments.add(number(size)));
    return call("standardizedWeight", arguments);
  }

  @Override
  public CodeBlock visitLayerNorm(Normalization.LayerNorm op) {
    int channels = node.value(INPUT).type().channels();
    return withinImage("layerNorm", NormalizationSpecs.spec(channels, op, Layout.PLANES));
  }

  private CodeBlock withinImage(String method, CodeBlock spec) {
    TensorType type = node.value(INPUT).type();
    CodeBlock size = type.isMap() ? size(type) : CodeBlock.of("null");
    return call(method, spec, named(INPUT), named(GAMMA), named(BETA), size);
  }

  @Override
  public CodeBlock visitLocalResponseNorm(Normalization.LocalResponseNorm op) {
    return call("localResponseNorm", NormalizationSpecs.spec(op), named(INPUT));
  }

  @Override
  public CodeBlock visitActivation(Elementwise.Activation op) {
    return call("activation", ElementwiseSpecs.spec(op), named(INPUT));
  }

  @Override
  public CodeBlock visitAdd(Elementwise.Add op) {
    return call("add", named(LEFT), named(RIGHT));
  }

  @Override
  public CodeBlock visitMultiply(Elementwise.Multiply op) {
    return call("multiply", named(INPUT), named(SCALE));
  }

  @Override
  public CodeBlock visitLayerScale(Elementwise.LayerScale op) {
    return call("layerScale", named(INPUT), named(WEIGHT));
  }

  @Override
  public CodeBlock visitPrelu(Elementwise.Prelu op) {
    TensorType type = node.value(INPUT).type();
    CodeBlock size = type.isMap() ? size(type) : CodeBlock.of("null");
    return call(
        "prelu", ElementwiseSpecs.spec(type.channels(), op), named(INPUT), named(WEIGHT), size);
  }

  @Override
  public CodeBlock visitPool(Pooling.Pool op) {
    return resizing("pool", PoolingSpecs.spec(op, Layout.PLANES));
  }

  @Override
  public CodeBlock visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return call("globalAveragePool", named(INPUT));
  }

  @Override
  public CodeBlock visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return resizing("adaptiveAveragePool");
  }

  @Override
  public CodeBlock visitConcat(Movement.Concat op) {
    return call("concat", node.inputs().stream().map(this::named).toList());
  }

  @Override
  public CodeBlock visitSlice(Movement.Slice op) {
    int count = node.output().type().channels();
    return call("channels", named(INPUT), number(op.offset()), number(count));
  }

  @Override
  public CodeBlock visitChannelShuffle(Movement.ChannelShuffle op) {
    int channels = node.output().type().channels();
    return call("channelShuffle", MovementSpecs.spec(op), named(INPUT), number(channels));
  }

  @Override
  public CodeBlock visitPixelShuffle(Movement.PixelShuffle op) {
    return call("pixelShuffle", MovementSpecs.spec(op), named(INPUT));
  }

  @Override
  public CodeBlock visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return call("globalMaxPool", named(INPUT));
  }

  @Override
  public CodeBlock visitReshape(Movement.Reshape op) {
    return call(node.output().type().isMap() ? "onePixel" : "flatten", named(INPUT));
  }

  @Override
  public CodeBlock visitPadShortcut(Movement.PadShortcut op) {
    return call("padShortcut", MovementSpecs.spec(op), named(INPUT));
  }

  @Override
  public CodeBlock visitUpsample(Movement.Upsample op) {
    return resizing("upsample", MovementSpecs.spec(op));
  }

  @Override
  public CodeBlock visitPad(Movement.Pad op) {
    return op.equals(Movement.Pad.of(op.top()))
        ? call("pad", number(op.top()), named(INPUT))
        : call(
            "pad",
            number(op.top()),
            number(op.left()),
            number(op.bottom()),
            number(op.right()),
            named(INPUT));
  }

  @Override
  public CodeBlock visitCrop(Movement.Crop op) {
    return resizing("crop", MovementSpecs.spec(op));
  }

  @Override
  public CodeBlock visitSoftmax(Normalization.Softmax op) {
    return call("softmax", named(INPUT), CodeBlock.of("$L", node.output().type().isMap()));
  }

  @Override
  public CodeBlock visitTokens(Sequence.Tokens op) {
    return call("tokens", named(INPUT));
  }

  @Override
  public CodeBlock visitPixels(Sequence.Pixels op) {
    TensorType out = node.output().type();
    return call("pixels", named(INPUT), number(out.height()), number(out.width()));
  }

  @Override
  public CodeBlock visitClassToken(Sequence.ClassToken op) {
    return call("classToken", named(INPUT), named(WEIGHT));
  }

  @Override
  public CodeBlock visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return call("positionalEmbedding", named(INPUT), named(WEIGHT));
  }

  @Override
  public CodeBlock visitSelectToken(Sequence.SelectToken op) {
    return call("selectToken", SequenceSpecs.spec(op), named(INPUT));
  }

  @Override
  public CodeBlock visitAttention(Sequence.Attention op) {
    TensorType out = node.output().type();
    CodeBlock spec = SequenceSpecs.attention(out.channels(), op);
    return call("attention", spec, named(INPUT), named(WEIGHT), number(out.tokens()));
  }

  @Override
  public CodeBlock visitCustom(UserDefined.Custom op) {
    List<CodeBlock> arguments = new ArrayList<>(List.of(CodeBlock.of("$S", op.className())));
    node.inputs().forEach(input -> arguments.add(named(input)));
    return call("custom", arguments);
  }

  @Override
  public CodeBlock visitCopy(Movement.Copy op) {
    return CodeBlock.of("");
  }
}
