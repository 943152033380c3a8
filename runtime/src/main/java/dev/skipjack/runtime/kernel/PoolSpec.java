package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

/**
 * Maximum or average of windows, with PyTorch's rules for ceil mode and padding; sizes in pixels.
 *
 * @param ceilMode whether a last, partial window counts
 * @param countIncludePadding whether an average divides by padding pixels too
 * @param layout how input and output lie; gradients are of planes
 */
public record PoolSpec(
    Kind kind,
    int kernel,
    int stride,
    int padding,
    boolean ceilMode,
    boolean countIncludePadding,
    Layout layout)
    implements OpSpec {
  /** What a window becomes. */
  public enum Kind {
    MAX,
    AVERAGE
  }

  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public PoolSpec {
    Checks.require(
        kernel > 0 && stride > 0,
        "kernel and stride must be positive, got %s",
        kernel + " and " + stride);
    Checks.require(
        padding >= 0 && 2 * padding <= kernel,
        "padding must be at most half the kernel, got %s",
        padding);
  }

  /** Of maps in planes. */
  public PoolSpec(
      Kind kind,
      int kernel,
      int stride,
      int padding,
      boolean ceilMode,
      boolean countIncludePadding) {
    this(kind, kernel, stride, padding, ceilMode, countIncludePadding, Layout.PLANES);
  }

  /** INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C, H', W']}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
