package dev.skipjack.annotations;

/**
 * The type of every layer field of a {@link Model} or {@link Block}. It has no instances: models
 * are read by the compiler and never run.
 */
public final class Layer {
  private Layer() {}
}
