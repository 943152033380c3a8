package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.emit.KernelSpecs.layouts;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Layout;

/** The specs of the kernels of fused ops, as {@link KernelCalls} asks for them. */
interface FusedSpecs extends Fused.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitFusedConvolution(Fused.FusedConvolution op) {
    return spec(op, layout(INPUT), layout(OUTPUT));
  }

  @Override
  default CodeBlock visitFusedConvolutionGradient(Fused.FusedConvolutionGradient op) {
    return gradient(op.forward(), op.accumulate(), layout(INPUT), layout(OUTPUT));
  }

  @Override
  default CodeBlock visitFoldedConvolution(Fused.FoldedConvolution op) {
    return spec(op, layout(INPUT), layout(OUTPUT));
  }

  @Override
  default CodeBlock visitSeparableConvolution(Fused.SeparableConvolution op) {
    return spec(op, layout(INPUT), layout(OUTPUT));
  }

  // new FusedConvolutionSpec(convolution, prologue, statistics), or with both layouts
  static CodeBlock spec(Fused.FusedConvolution op, Layout input, Layout output) {
    return CodeBlock.of(
        "new $T($L, $L, $L$L)",
        RuntimeTypes.kernel("convolution.FusedConvolutionSpec"),
        ContractionSpecs.spec(op.convolution()),
        NormalizationSpecs.spec(op.convolution().inChannels(), op.prologue()),
        op.statistics(),
        layouts(input, output));
  }

  // new FusedConvolutionGradientSpec(forward, accumulate)
  static CodeBlock gradient(
      Fused.FusedConvolution forward, boolean accumulate, Layout input, Layout output) {
    return call(
        "convolution.FusedConvolutionGradientSpec", spec(forward, input, output), accumulate);
  }

  // new FoldedConvolutionSpec(convolution, prologue, fold, add, activation), or with both layouts;
  // .withLayerScale(), .withGate()
  static CodeBlock spec(Fused.FoldedConvolution op, Layout input, Layout output) {
    return CodeBlock.of(
        "new $T($L, $L, $L, $L, $L$L)$L$L",
        RuntimeTypes.kernel("convolution.FoldedConvolutionSpec"),
        ContractionSpecs.spec(op.convolution()),
        NormalizationSpecs.spec(op.convolution().inChannels(), op.prologue()),
        NormalizationSpecs.spec(op.convolution().outChannels(), op.fold()),
        op.add(),
        ElementwiseSpecs.spec(op.activation()),
        layouts(input, output),
        op.scaled() ? ".withLayerScale()" : "",
        op.gated() ? ".withGate()" : "");
  }

  // new SeparableConvolutionSpec(expand, depthwise, project, input, output)
  static CodeBlock spec(Fused.SeparableConvolution op, Layout input, Layout output) {
    return call(
        "convolution.SeparableConvolutionSpec",
        inPlanes(op.expand()),
        inPlanes(op.depthwise()),
        inPlanes(op.project()),
        KernelSpecs.layout(input),
        KernelSpecs.layout(output));
  }

  private static CodeBlock inPlanes(Fused.FoldedConvolution op) {
    return op == null ? CodeBlock.of("null") : spec(op, Layout.PLANES, Layout.PLANES);
  }
}
