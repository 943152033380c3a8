package dev.skipjack.runtime.kernel.simd.fusion;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;

/**
 * An activation as a product has it in its registers: bounds, NaN for none; and the rest, which
 * nothing but a loop of its own computes.
 *
 * @param rest null for none
 */
public record Bounds(float floor, float ceiling, ActivationSpec rest) {
  private static final float SIX = 6;

  /**
   * @param activation null for none
   */
  public static Bounds of(ActivationSpec activation) {
    if (activation != null && activation.kind() == ActivationSpec.Kind.RELU) {
      return new Bounds(0, Float.NaN, null);
    }
    if (activation != null && activation.kind() == ActivationSpec.Kind.RELU6) {
      return new Bounds(0, SIX, null);
    }
    return new Bounds(Float.NaN, Float.NaN, activation);
  }

  /** Computes the rest in place; the last vector may reach beyond the end. */
  public void finish(float[] y, int at, int count) {
    Activations.apply(rest, y, at, count);
  }
}
