package dev.skipjack.processor.ir;

/** Ops that multiply and sum over channels. */
public sealed interface Contraction extends Op {
  /** {@code (x, weight[, bias]) -> out}; weight {@code [out, in/groups, kernel height, width]}. */
  record Convolution(
      int inChannels,
      int outChannels,
      Span kernel,
      Span stride,
      Span padding,
      int dilation,
      int groups,
      boolean bias)
      implements Contraction {
    /** With a square window. */
    public Convolution(
        int inChannels,
        int outChannels,
        int kernel,
        int stride,
        int padding,
        int dilation,
        int groups,
        boolean bias) {
      this(
          inChannels,
          outChannels,
          Span.of(kernel),
          Span.of(stride),
          Span.of(padding),
          dilation,
          groups,
          bias);
    }

    /** Whether it is a linear layer of each pixel by itself. */
    public boolean isPointwise() {
      return isOneByOne() && stride.is(1);
    }

    /** The same of some pixels in equal steps, or of each. */
    public boolean isOneByOne() {
      return kernel.is(1) && padding.is(0) && groups == 1;
    }

    /** No kernel takes blocks with strides that are two numbers. */
    @Override
    public LayoutRule layoutRule() {
      return stride.isSquare() ? LayoutRule.EACH : LayoutRule.PLANES;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitConvolution(this);
    }
  }

  /**
   * {@code (x, weight, outGradient) -> [inputGradient], [weightGradient[, biasGradient]]}, as
   * wanted.
   */
  record ConvolutionGradient(Convolution forward, boolean input, boolean parameters)
      implements Contraction {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitConvolutionGradient(this);
    }
  }

  /** {@code (x, weight[, bias]) -> out}; weight {@code [out, in]}. */
  record Linear(int inFeatures, int outFeatures, boolean bias) implements Contraction {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLinear(this);
    }
  }

  /**
   * {@code (x, weight, outGradient) -> [inputGradient], [weightGradient[, biasGradient]]}, as
   * wanted.
   */
  record LinearGradient(Linear forward, boolean input, boolean parameters) implements Contraction {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLinearGradient(this);
    }
  }

  /** {@code (x, weight[, bias]) -> out}; weight {@code [in, out, kernel, kernel]}. */
  record ConvolutionTranspose(
      int inChannels,
      int outChannels,
      int kernel,
      int stride,
      int padding,
      int outputPadding,
      boolean bias)
      implements Contraction {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitConvolutionTranspose(this);
    }
  }

  /**
   * {@code (x, weight, outGradient) -> [inputGradient], [weightGradient[, biasGradient]]}, as
   * wanted.
   */
  record ConvolutionTransposeGradient(
      ConvolutionTranspose forward, boolean input, boolean parameters) implements Contraction {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitConvolutionTransposeGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitConvolution(Convolution op);

    R visitConvolutionGradient(ConvolutionGradient op);

    R visitLinear(Linear op);

    R visitLinearGradient(LinearGradient op);

    R visitConvolutionTranspose(ConvolutionTranspose op);

    R visitConvolutionTransposeGradient(ConvolutionTransposeGradient op);
  }
}
