package dev.skipjack.annotations;

/** An activation function without parameters, as layers name it that have one inside. */
public enum Activation {
  /** max(x, 0), as {@link Relu}. */
  RELU,
  /** min(max(x, 0), 6), as {@link Relu6}. */
  RELU6,
  /** 1 / (1 + exp(-x)), as {@link Sigmoid}. */
  SIGMOID,
  /** min(max(x + 3, 0), 6) / 6, as {@link HardSigmoid}. */
  HARD_SIGMOID,
  /** tanh(x), as {@link Tanh}. */
  TANH,
  /** x / (1 + exp(-x)), as {@link Silu}. */
  SILU,
  /** x·min(max(x + 3, 0), 6) / 6, as {@link HardSwish}. */
  HARD_SWISH,
  /** x·Φ(x), as {@link Gelu}. */
  GELU,
  /** x·tanh(ln(1 + exp(x))), as {@link Mish}. */
  MISH
}
