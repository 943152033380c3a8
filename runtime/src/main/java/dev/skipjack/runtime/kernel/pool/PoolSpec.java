package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.Span;

/**
 * Maximum or average of windows, with PyTorch's rules for ceil mode and padding; sizes in pixels.
 *
 * @param stride pixels from a window to the next one: down, to the right
 * @param padding pixels on each side: above and below, left and right
 * @param ceilMode whether a last, partial window counts
 * @param countIncludePadding whether an average divides by padding pixels too
 * @param layout how input and output lie, and their gradients
 */
public record PoolSpec(
    Kind kind,
    Span kernel,
    Span stride,
    Span padding,
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
        kernel.isPositive() && stride.isPositive(),
        "kernel and stride must be positive, got %s",
        kernel + " and " + stride);
    Checks.require(
        isHalf(padding.height(), kernel.height()) && isHalf(padding.width(), kernel.width()),
        "padding must be at most half the kernel, got %s",
        padding);
  }

  private static boolean isHalf(int padding, int kernel) {
    return padding >= 0 && 2 * padding <= kernel;
  }

  /** Of maps in planes. */
  public PoolSpec(
      Kind kind,
      Span kernel,
      Span stride,
      Span padding,
      boolean ceilMode,
      boolean countIncludePadding) {
    this(kind, kernel, stride, padding, ceilMode, countIncludePadding, Layout.PLANES);
  }

  /** With square windows. */
  public PoolSpec(
      Kind kind,
      int kernel,
      int stride,
      int padding,
      boolean ceilMode,
      boolean countIncludePadding,
      Layout layout) {
    this(
        kind,
        Span.of(kernel),
        Span.of(stride),
        Span.of(padding),
        ceilMode,
        countIncludePadding,
        layout);
  }

  /** With square windows, of maps in planes. */
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
