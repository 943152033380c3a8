package dev.skipjack.runtime.parameters;

/** Who changes a tensor that outlives a step. */
public enum ParameterRole {
  /** The optimizer. */
  TRAINABLE,
  /** Nobody: its layer is annotated with {@code @Freeze}. */
  FROZEN,
  /** The forward pass in training: batch norm's running mean and variance. */
  RUNNING
}
