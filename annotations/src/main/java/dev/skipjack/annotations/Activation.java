package dev.skipjack.annotations;

/** An activation function without parameters, as layers name it that have one inside. */
public enum Activation {
  /** max(x, 0), as {@link Relu}. */
  RELU,
  /** 1 / (1 + exp(-x)), as {@link Sigmoid}. */
  SIGMOID,
  /** tanh(x), as {@link Tanh}. */
  TANH
}
