package dev.skipjack.processor.ir;

import java.math.BigInteger;

/**
 * A height or width as it follows from the image's own: {@code numerator * image / denominator +
 * offset}. It is exact for images whose size is a multiple of the denominator, because {@code
 * floor((a + c) / s) = a / s + floor(c / s)} when {@code s} divides {@code a}. A size that does not
 * depend on the image has numerator 0.
 */
public record Extent(long numerator, long denominator, long offset) {
  /** The image's own size. */
  public static final Extent IMAGE = new Extent(1, 1, 0);

  /** In lowest terms, so that equal extents are equal records. */
  public Extent {
    long common =
        BigInteger.valueOf(numerator).gcd(BigInteger.valueOf(denominator)).longValueExact();
    numerator /= common;
    denominator /= common;
  }

  /** The same for images of every size. */
  public static Extent fixed(long size) {
    return new Extent(0, 1, size);
  }

  /** For an image of this size, which must be a multiple of the denominator. */
  public long at(long image) {
    return numerator * image / denominator + offset;
  }

  /**
   * How many windows of {@code reach} fit, {@code stride} apart: {@code floor((size + 2 padding -
   * reach) / stride) + 1}; less than 1 if none does.
   */
  public Extent windows(long reach, int stride, int padding) {
    long room = offset + 2L * padding - reach;
    return divided(stride, Math.floorDiv(room, stride) + 1);
  }

  /**
   * As {@link #windows}, but a last, partial window counts, unless it would start in the padding
   * (PyTorch).
   */
  public Extent ceilWindows(int kernel, int stride, int padding) {
    long room = offset + 2L * padding - kernel;
    if (numerator == 0 && room < 0) {
      return windows(kernel, stride, padding);
    }
    long last = -Math.floorDiv(-room, (long) stride);
    boolean startsInPadding = last * stride >= offset + padding;
    return divided(stride, startsInPadding ? last : last + 1);
  }

  /** Every stride-th pixel, the first one among them. */
  public Extent strided(int stride) {
    return windows(1, stride, 0);
  }

  /** A multiple: {@code factor * size}. */
  public Extent times(int factor) {
    return new Extent(
        Math.multiplyExact(numerator, (long) factor),
        denominator,
        Math.multiplyExact(offset, (long) factor));
  }

  public Extent plus(long pixels) {
    return new Extent(numerator, denominator, offset + pixels);
  }

  /** The same without what is added for images of every size: how it grows with the image. */
  public Extent slope() {
    return new Extent(numerator, denominator, 0);
  }

  /** Whether it is larger for all images from some size on, whatever the offsets. */
  public boolean growsFasterThan(Extent other) {
    BigInteger own = BigInteger.valueOf(numerator).multiply(BigInteger.valueOf(other.denominator));
    return own.compareTo(
            BigInteger.valueOf(other.numerator).multiply(BigInteger.valueOf(denominator)))
        > 0;
  }

  private Extent divided(int stride, long newOffset) {
    return new Extent(numerator, Math.multiplyExact(denominator, (long) stride), newOffset);
  }

  /** {@code H}, {@code H/8+4}, {@code 2H}, {@code 3H/4-1}; a plain number if it is fixed. */
  public String describe(String image) {
    if (numerator == 0) {
      return Long.toString(offset);
    }
    return (numerator == 1 ? "" : numerator)
        + image
        + (denominator == 1 ? "" : "/" + denominator)
        + (offset == 0 ? "" : (offset < 0 ? "" : "+") + offset);
  }
}
