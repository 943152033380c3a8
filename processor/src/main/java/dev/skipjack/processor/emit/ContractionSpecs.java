package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.emit.KernelSpecs.span;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Layout;

/** The specs of the kernels of contractions, as {@link KernelCalls} asks for them. */
interface ContractionSpecs extends Contraction.Visitor<CodeBlock>, KernelSpecs {
  /** The kernels of maps in blocks are those of fused ops, of which it is the least. */
  @Override
  default CodeBlock visitConvolution(Contraction.Convolution op) {
    return isPlanar() ? spec(op) : FusedSpecs.spec(unfused(op), layout(INPUT), layout(OUTPUT));
  }

  @Override
  default CodeBlock visitConvolutionGradient(Contraction.ConvolutionGradient op) {
    return isPlanar()
        ? call("convolution.ConvolutionGradientSpec", spec(op.forward()))
        : FusedSpecs.gradient(unfused(op.forward()), false, layout(INPUT), layout(OUTPUT));
  }

  private boolean isPlanar() {
    return layout(INPUT) == Layout.PLANES && layout(OUTPUT) == Layout.PLANES;
  }

  private static Fused.FusedConvolution unfused(Contraction.Convolution op) {
    return new Fused.FusedConvolution(op, null, false);
  }

  @Override
  default CodeBlock visitLinear(Contraction.Linear op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitLinearGradient(Contraction.LinearGradient op) {
    return call("linear.LinearGradientSpec", spec(op.forward()));
  }

  @Override
  default CodeBlock visitConvolutionTranspose(Contraction.ConvolutionTranspose op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitConvolutionTransposeGradient(Contraction.ConvolutionTransposeGradient op) {
    return call("convolution.ConvolutionTransposeGradientSpec", spec(op.forward()));
  }

  // new ConvolutionSpec(inChannels, outChannels, kernel, stride, padding, dilation, groups, bias)
  static CodeBlock spec(Contraction.Convolution op) {
    boolean isSquare = op.kernel().isSquare() && op.padding().isSquare();
    boolean isEven = op.stride().isSquare();
    return call(
        "convolution.ConvolutionSpec",
        op.inChannels(),
        op.outChannels(),
        isSquare && isEven ? CodeBlock.of("$L", op.kernel().height()) : span(op.kernel()),
        isEven ? CodeBlock.of("$L", op.stride().height()) : span(op.stride()),
        isSquare && isEven ? CodeBlock.of("$L", op.padding().height()) : span(op.padding()),
        op.dilation(),
        op.groups(),
        op.bias());
  }

  // new LinearSpec(inFeatures, outFeatures, bias)
  static CodeBlock spec(Contraction.Linear op) {
    return call("linear.LinearSpec", op.inFeatures(), op.outFeatures(), op.bias());
  }

  // new ConvolutionTransposeSpec(in, out, kernel, stride, padding, outputPadding, bias)
  static CodeBlock spec(Contraction.ConvolutionTranspose op) {
    return call(
        "convolution.ConvolutionTransposeSpec",
        op.inChannels(),
        op.outChannels(),
        op.kernel(),
        op.stride(),
        op.padding(),
        op.outputPadding(),
        op.bias());
  }
}
