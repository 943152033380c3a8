package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.emit.KernelSpecs.layouts;
import static dev.skipjack.processor.ir.Operand.INPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Layout;

/** The specs of the kernels of elementwise ops, as {@link KernelCalls} asks for them. */
interface ElementwiseSpecs extends Elementwise.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitActivation(Elementwise.Activation op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitActivationGradient(Elementwise.ActivationGradient op) {
    return call("activation.ActivationGradientSpec", spec(op.forward()));
  }

  @Override
  default CodeBlock visitAdd(Elementwise.Add op) {
    return call("elementwise.AddSpec");
  }

  @Override
  default CodeBlock visitMultiply(Elementwise.Multiply op) {
    return spec(op, node().value(INPUT).type().layout());
  }

  @Override
  default CodeBlock visitMultiplyGradient(Elementwise.MultiplyGradient op) {
    return call(
        "elementwise.MultiplyGradientSpec",
        spec(op.forward(), node().value(INPUT).type().layout()));
  }

  @Override
  default CodeBlock visitLayerScale(Elementwise.LayerScale op) {
    return layerScale(channels());
  }

  @Override
  default CodeBlock visitLayerScaleGradient(Elementwise.LayerScaleGradient op) {
    return call("elementwise.LayerScaleGradientSpec", layerScale(channels()));
  }

  @Override
  default CodeBlock visitPrelu(Elementwise.Prelu op) {
    return spec(channels(), op);
  }

  @Override
  default CodeBlock visitPreluGradient(Elementwise.PreluGradient op) {
    return call("activation.PreluGradientSpec", spec(channels(), op.forward()));
  }

  @Override
  default CodeBlock visitDropout(Elementwise.Dropout op) {
    return call("elementwise.DropoutSpec", op.probability());
  }

  @Override
  default CodeBlock visitDropoutGradient(Elementwise.DropoutGradient op) {
    return call("elementwise.DropoutGradientSpec");
  }

  @Override
  default CodeBlock visitStochasticDepth(Elementwise.StochasticDepth op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitStochasticDepthGradient(Elementwise.StochasticDepthGradient op) {
    return call("elementwise.StochasticDepthGradientSpec");
  }

  // new LayerScaleSpec(channels)
  static CodeBlock layerScale(int channels) {
    return call("elementwise.LayerScaleSpec", channels);
  }

  // new PreluSpec(channels, eachChannel)
  static CodeBlock spec(int channels, Elementwise.Prelu op) {
    return call("activation.PreluSpec", channels, op.eachChannel());
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
    return call("elementwise.StochasticDepthSpec", op.probability(), op.perImage());
  }
}
