package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;
import java.util.List;

/** The spec of every kernel that has one, as an expression. */
final class KernelSpecs {
  private KernelSpecs() {}

  // new ConvolutionSpec(inChannels, outChannels, kernel, stride, padding, dilation, groups, bias)
  static CodeBlock spec(Contraction.Convolution op) {
    boolean isSquare = op.kernel().isSquare() && op.padding().isSquare();
    boolean isEven = op.stride().isSquare();
    return CodeBlock.of(
        "new $T($L, $L, $L, $L, $L, $L, $L, $L)",
        RuntimeTypes.kernel("convolution.ConvolutionSpec"),
        op.inChannels(),
        op.outChannels(),
        isSquare && isEven ? CodeBlock.of("$L", op.kernel().height()) : span(op.kernel()),
        isEven ? CodeBlock.of("$L", op.stride().height()) : span(op.stride()),
        isSquare && isEven ? CodeBlock.of("$L", op.padding().height()) : span(op.padding()),
        op.dilation(),
        op.groups(),
        op.bias());
  }

  // new Span(height, width)
  private static CodeBlock span(Span span) {
    return CodeBlock.of("new $T($L, $L)", RuntimeTypes.kernel("Span"), span.height(), span.width());
  }

  // new LinearSpec(inFeatures, outFeatures, bias)
  static CodeBlock spec(Contraction.Linear op) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("linear.LinearSpec"),
        op.inFeatures(),
        op.outFeatures(),
        op.bias());
  }

  // new NormalizeSpec(channels, epsilon), with what follows ", activation" or ", add, activation";
  // null for null
  static CodeBlock spec(int channels, Normalization.Normalize op) {
    if (op == null) {
      return CodeBlock.of("null");
    }
    return CodeBlock.of(
        "new $T($L, $L$L$L)",
        RuntimeTypes.kernel("norm.NormalizeSpec"),
        channels,
        op.epsilon(),
        op.add() ? ", true" : "",
        op.add() || op.activation() != null
            ? CodeBlock.of(", $L", spec(op.activation()))
            : CodeBlock.of(""));
  }

  // new FusedConvolutionSpec(convolution, prologue, statistics)
  static CodeBlock spec(Fused.FusedConvolution op) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("convolution.FusedConvolutionSpec"),
        spec(op.convolution()),
        spec(op.convolution().inChannels(), op.prologue()),
        op.statistics());
  }

  // Layout.BLOCKS
  static CodeBlock layout(Layout layout) {
    return CodeBlock.of("$T.$L", RuntimeTypes.kernel("Layout"), layout.name());
  }

  // new ReorderSpec(Layout.PLANES, Layout.BLOCKS, channels)
  static CodeBlock reorder(Layout from, Layout to, int channels) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("movement.ReorderSpec"),
        layout(from),
        layout(to),
        channels);
  }

  /** Behind other arguments; nothing where all are planes, as is understood. */
  private static CodeBlock layouts(Layout... layouts) {
    List<Layout> all = List.of(layouts);
    return all.contains(Layout.BLOCKS)
        ? all.stream().map(l -> CodeBlock.of(", $L", layout(l))).collect(CodeBlock.joining(""))
        : CodeBlock.of("");
  }

  // new FoldedConvolutionSpec(convolution, prologue, fold, add, activation), or with both layouts;
  // .withLayerScale(), .withGate()
  static CodeBlock spec(Fused.FoldedConvolution op, Layout input, Layout output) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L, $L$L)$L$L",
        RuntimeTypes.kernel("convolution.FoldedConvolutionSpec"),
        spec(op.convolution()),
        spec(op.convolution().inChannels(), op.prologue()),
        spec(op.convolution().outChannels(), op.fold()),
        op.add(),
        spec(op.activation()),
        layouts(input, output),
        op.scaled() ? ".withLayerScale()" : "",
        op.gated() ? ".withGate()" : "");
  }

  // new SeparableConvolutionSpec(expand, depthwise, project, input, output)
  static CodeBlock spec(Fused.SeparableConvolution op, Layout input, Layout output) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L, $L)",
        RuntimeTypes.kernel("convolution.SeparableConvolutionSpec"),
        inPlanes(op.expand()),
        inPlanes(op.depthwise()),
        inPlanes(op.project()),
        layout(input),
        layout(output));
  }

  private static CodeBlock inPlanes(Fused.FoldedConvolution op) {
    return op == null ? CodeBlock.of("null") : spec(op, Layout.PLANES, Layout.PLANES);
  }

  // new LayerScaleSpec(channels)
  static CodeBlock layerScale(int channels) {
    return CodeBlock.of("new $T($L)", RuntimeTypes.kernel("elementwise.LayerScaleSpec"), channels);
  }

  // new SelectTokenSpec(index)
  static CodeBlock spec(Sequence.SelectToken op) {
    return CodeBlock.of("new $T($L)", RuntimeTypes.kernel("sequence.SelectTokenSpec"), op.index());
  }

  // new AttentionSpec(features, heads), or new AttentionSpec(features, heads, height, width)
  static CodeBlock attention(int features, Sequence.Attention op) {
    CodeBlock spec =
        CodeBlock.of(
            "new $T($L, $L", RuntimeTypes.kernel("sequence.AttentionSpec"), features, op.heads());
    return op.isRelative()
        ? CodeBlock.of("$L, $L, $L)", spec, op.height(), op.width())
        : CodeBlock.of("$L)", spec);
  }

  // new PreluSpec(channels, eachChannel)
  static CodeBlock spec(int channels, Elementwise.Prelu op) {
    return CodeBlock.of(
        "new $T($L, $L)", RuntimeTypes.kernel("activation.PreluSpec"), channels, op.eachChannel());
  }

  // new GroupNormSpec(channels, groups, epsilon, affine)
  static CodeBlock spec(int channels, Normalization.GroupNorm op) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L)",
        RuntimeTypes.kernel("norm.GroupNormSpec"),
        channels,
        op.groups(),
        op.epsilon(),
        op.affine());
  }

  // new GroupNormSpec(inChannels, 1, epsilon, false): an output channel is an image of one group
  static CodeBlock spec(TensorType weight, Normalization.StandardizeWeight op) {
    return spec(weight.dims().get(1), new Normalization.GroupNorm(1, op.epsilon(), false));
  }

  // new LayerNormSpec(channels, epsilon, affine), or with the layout
  static CodeBlock spec(int channels, Normalization.LayerNorm op, Layout layout) {
    return CodeBlock.of(
        "new $T($L, $L, $L$L)",
        RuntimeTypes.kernel("norm.LayerNormSpec"),
        channels,
        op.epsilon(),
        op.affine(),
        layouts(layout));
  }

  // ActivationSpec.RELU, or new ActivationSpec(ActivationSpec.Kind.LEAKY_RELU, slope); null for
  // null
  static CodeBlock spec(Elementwise.Activation op) {
    if (op == null) {
      return CodeBlock.of("null");
    }
    if (op.kind() == Elementwise.Kind.RELU) {
      return CodeBlock.of("$T.RELU", RuntimeTypes.kernel("activation.ActivationSpec"));
    }
    if (op.slope() == 0) {
      return CodeBlock.of(
          "new $1T($1T.Kind.$2L)",
          RuntimeTypes.kernel("activation.ActivationSpec"),
          op.kind().name());
    }
    return CodeBlock.of(
        "new $1T($1T.Kind.$2L, $3L)",
        RuntimeTypes.kernel("activation.ActivationSpec"),
        op.kind().name(),
        op.slope());
  }

  // new PoolSpec(PoolSpec.Kind.MAX, kernel, stride, padding, ceilMode, countIncludePadding),
  // or with the layout
  static CodeBlock spec(Pooling.Pool op, Layout layout) {
    boolean isSquare = op.kernel().isSquare() && op.stride().isSquare() && op.padding().isSquare();
    return CodeBlock.of(
        "new $1T($1T.Kind.$2L, $3L, $4L, $5L, $6L, $7L$8L)",
        RuntimeTypes.kernel("pool.PoolSpec"),
        op.kind().name(),
        isSquare ? CodeBlock.of("$L", op.kernel().height()) : span(op.kernel()),
        isSquare ? CodeBlock.of("$L", op.stride().height()) : span(op.stride()),
        isSquare ? CodeBlock.of("$L", op.padding().height()) : span(op.padding()),
        op.ceilMode(),
        op.countIncludePadding(),
        layouts(layout));
  }

  // new PadShortcutSpec(inChannels, outChannels, stride)
  static CodeBlock spec(Movement.PadShortcut op) {
    return CodeBlock.of(
        "new $T($L, $L, $L)",
        RuntimeTypes.kernel("movement.PadShortcutSpec"),
        op.inChannels(),
        op.outChannels(),
        op.stride());
  }

  // new FusedPoolSpec(pool, prologue)
  static CodeBlock spec(int channels, Pooling.FusedPool op, Layout layout) {
    return CodeBlock.of(
        "new $T($L, $L)",
        RuntimeTypes.kernel("pool.FusedPoolSpec"),
        spec(op.pool(), layout),
        spec(channels, op.prologue()));
  }

  // new ConvolutionTransposeSpec(in, out, kernel, stride, padding, outputPadding, bias)
  static CodeBlock spec(Contraction.ConvolutionTranspose op) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L, $L, $L, $L)",
        RuntimeTypes.kernel("convolution.ConvolutionTransposeSpec"),
        op.inChannels(),
        op.outChannels(),
        op.kernel(),
        op.stride(),
        op.padding(),
        op.outputPadding(),
        op.bias());
  }

  // new LocalResponseNormSpec(size, alpha, beta, k)
  static CodeBlock spec(Normalization.LocalResponseNorm op) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L)",
        RuntimeTypes.kernel("norm.LocalResponseNormSpec"),
        op.size(),
        op.alpha(),
        op.beta(),
        op.k());
  }

  // new MultiplySpec(MultiplySpec.Factors.CHANNELS), or with the layout
  static CodeBlock spec(Elementwise.Multiply op, Layout layout) {
    return CodeBlock.of(
        "new $1T($1T.Factors.$2L$3L)",
        RuntimeTypes.kernel("elementwise.MultiplySpec"),
        op.factors().name(),
        layouts(layout));
  }

  // new StochasticDepthSpec(probability, perImage)
  static CodeBlock spec(Elementwise.StochasticDepth op) {
    return CodeBlock.of(
        "new $T($L, $L)",
        RuntimeTypes.kernel("elementwise.StochasticDepthSpec"),
        op.probability(),
        op.perImage());
  }

  // new UpsampleSpec(UpsampleSpec.Mode.NEAREST)
  static CodeBlock spec(Movement.Upsample op) {
    return CodeBlock.of(
        "new $1T($1T.Mode.$2L)", RuntimeTypes.kernel("pool.UpsampleSpec"), op.mode().name());
  }

  // new ChannelShuffleSpec(groups)
  static CodeBlock spec(Movement.ChannelShuffle op) {
    return CodeBlock.of(
        "new $T($L)", RuntimeTypes.kernel("movement.ChannelShuffleSpec"), op.groups());
  }

  // new PixelShuffleSpec(scale)
  static CodeBlock spec(Movement.PixelShuffle op) {
    return CodeBlock.of("new $T($L)", RuntimeTypes.kernel("movement.PixelShuffleSpec"), op.scale());
  }

  // new CropSpec(top, left)
  static CodeBlock spec(Movement.Crop op) {
    return CodeBlock.of(
        "new $T($L, $L)", RuntimeTypes.kernel("movement.CropSpec"), op.top(), op.left());
  }

  // new CustomSpec("field: @Custom(Own.class)", new com.me.Own(2), List.of(8, 4, 4),
  // List.of(8, 4, 4), List.of(List.of(8)))
  static CodeBlock spec(UserDefined.Custom op, Node node) {
    return CodeBlock.of(
        "new $T($S, new $L($L), $L, $L, $L)",
        RuntimeTypes.kernel("custom.CustomSpec"),
        node.origin().describe(),
        op.className(),
        String.join(", ", op.arguments()),
        image(node.value(Operand.INPUT).type()),
        image(node.value(Operand.OUTPUT).type()),
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
