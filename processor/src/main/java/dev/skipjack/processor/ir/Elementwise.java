package dev.skipjack.processor.ir;

import java.util.List;
import java.util.Locale;

/** Ops whose output element depends on the same element of each operand, and on chance. */
public sealed interface Elementwise extends Op {
  /** The functions, and of what their gradients are functions. */
  enum Kind {
    RELU(Operand.OUTPUT),
    RELU6(Operand.OUTPUT),
    LEAKY_RELU(Operand.OUTPUT),
    ELU(Operand.OUTPUT),
    SIGMOID(Operand.OUTPUT),
    HARD_SIGMOID(Operand.OUTPUT),
    TANH(Operand.OUTPUT),
    SILU(Operand.INPUT),
    HARD_SWISH(Operand.INPUT),
    GELU(Operand.INPUT),
    GELU_TANH(Operand.INPUT),
    MISH(Operand.INPUT);

    private final Operand gradientReads;

    Kind(Operand gradientReads) {
      this.gradientReads = gradientReads;
    }

    /** INPUT or OUTPUT, whichever says what the slope was: so long nothing is written over it. */
    public Operand gradientReads() {
      return gradientReads;
    }
  }

  /**
   * {@code x -> out}; also a part of ops that end with it, null where none does.
   *
   * @param slope just below zero: of a leaky ReLU for all negative arguments, the alpha of an ELU;
   *     0 for others
   */
  record Activation(Kind kind, double slope) implements Elementwise {
    /** Whether its gradient is a function of the input, but not of the output. */
    public boolean gradientReadsInput() {
      return kind.gradientReads() == Operand.INPUT;
    }

    /** Its attributes among those of an op that ends with it: {@code leaky_relu slope=0.1}. */
    List<String> asPart() {
      String name = kind.name().toLowerCase(Locale.ROOT);
      return slope == 0 ? List.of(name) : List.of(name, "slope=" + slope);
    }

    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitActivation(this);
    }
  }

  /** {@code (x or out, outGradient) -> inputGradient}. */
  record ActivationGradient(Activation forward) implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitActivationGradient(this);
    }
  }

  /** {@code (a, b) -> a + b}. */
  record Add() implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitAdd(this);
    }
  }

  /** How many factors a map is multiplied with. */
  enum Factors {
    /** One for each element: both have one type. */
    ELEMENTS,
    /** One for each channel of each image: {@code [N,C,1,1]}. */
    CHANNELS,
    /** One for each pixel of each image: {@code [N,1,H,W]}. */
    PIXELS
  }

  /** {@code (x, scale) -> x·scale}. */
  record Multiply(Factors factors) implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return factors == Factors.PIXELS ? LayoutRule.SCALED : LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitMultiply(this);
    }
  }

  /** {@code (x, scale, outGradient) -> [inputGradient], [scaleGradient]}, as wanted. */
  record MultiplyGradient(Multiply forward, boolean input, boolean scale) implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitMultiplyGradient(this);
    }
  }

  /** {@code (x, weight) -> out}: each channel times a number that is learned. */
  record LayerScale() implements Elementwise {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLayerScale(this);
    }
  }

  /** {@code (x, weight, outGradient) -> [inputGradient], [weightGradient]}, as wanted. */
  record LayerScaleGradient(LayerScale forward, boolean input, boolean parameters)
      implements Elementwise {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLayerScaleGradient(this);
    }
  }

  /** {@code (x, weight) -> out}: what is not positive times a slope that is learned. */
  record Prelu(boolean eachChannel) implements Elementwise {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPrelu(this);
    }
  }

  /** {@code (x, weight, outGradient) -> [inputGradient], [weightGradient]}, as wanted. */
  record PreluGradient(Prelu forward, boolean input, boolean parameters) implements Elementwise {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPreluGradient(this);
    }
  }

  /** {@code x -> out, mask}; the mask holds 0 or 1/(1-p). Removed for inference. */
  record Dropout(double probability) implements Elementwise {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitDropout(this);
    }
  }

  /** {@code (mask, outGradient) -> inputGradient}. */
  record DropoutGradient() implements Elementwise {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitDropoutGradient(this);
    }
  }

  /**
   * {@code x -> out, mask}; the mask {@code [N,1]} holds 0 or 1/(1-p) for each image, the same for
   * all of a batch unless {@code perImage}. Removed for inference.
   */
  record StochasticDepth(double probability, boolean perImage) implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitStochasticDepth(this);
    }
  }

  /** {@code (mask, outGradient) -> inputGradient}. */
  record StochasticDepthGradient() implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitStochasticDepthGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitActivation(Activation op);

    R visitActivationGradient(ActivationGradient op);

    R visitAdd(Add op);

    R visitMultiply(Multiply op);

    R visitMultiplyGradient(MultiplyGradient op);

    R visitLayerScale(LayerScale op);

    R visitLayerScaleGradient(LayerScaleGradient op);

    R visitPrelu(Prelu op);

    R visitPreluGradient(PreluGradient op);

    R visitDropout(Dropout op);

    R visitDropoutGradient(DropoutGradient op);

    R visitStochasticDepth(StochasticDepth op);

    R visitStochasticDepthGradient(StochasticDepthGradient op);
  }
}
