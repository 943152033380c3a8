package dev.skipjack.processor.ir;

/** Ops whose output element depends on the same element of each operand. */
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
}
