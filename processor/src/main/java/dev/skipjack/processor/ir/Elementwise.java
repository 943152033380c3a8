package dev.skipjack.processor.ir;

/** Ops whose output element depends on the same element of each operand, and on chance. */
public sealed interface Elementwise extends Op {
  /** The functions. */
  enum Kind {
    RELU,
    LEAKY_RELU,
    SIGMOID,
    TANH
  }

  /** {@code x -> out}. */
  record Activation(Kind kind, double slope) implements Elementwise {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitActivation(this);
    }
  }

  /** {@code (out, outGradient) -> inputGradient}. */
  record ActivationGradient(Activation forward) implements Elementwise {
    @Override
    public <R> R accept(Visitor<R> visitor) {
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
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitAdd(this);
    }
  }

  /** {@code x -> out, mask}; the mask holds 0 or 1/(1-p). Removed for inference. */
  record Dropout(double probability) implements Elementwise {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitDropout(this);
    }
  }

  /** {@code (mask, outGradient) -> inputGradient}. */
  record DropoutGradient() implements Elementwise {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitDropoutGradient(this);
    }
  }

  /**
   * {@code x -> out, mask}; the mask {@code [N,1]} holds 0 or 1/(1-p) for each image, the same for
   * all of a batch unless {@code perImage}. Removed for inference.
   */
  record StochasticDepth(double probability, boolean perImage) implements Elementwise {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitStochasticDepth(this);
    }
  }

  /** {@code (mask, outGradient) -> inputGradient}. */
  record StochasticDepthGradient() implements Elementwise {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitStochasticDepthGradient(this);
    }
  }
}
