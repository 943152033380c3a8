package dev.skipjack.runtime.kernel;

/**
 * Height and width of a window, its strides down and to the right, or the padding above and below
 * it and on its left and right, in pixels.
 */
public record Span(int height, int width) {
  /** As many pixels in both directions. */
  public static Span of(int size) {
    return new Span(size, size);
  }

  /** Whether it is as high as wide, and so many pixels. */
  public boolean is(int size) {
    return height == size && width == size;
  }

  /** Whether both are the same. */
  public boolean isSquare() {
    return height == width;
  }

  /** Whether it has pixels in both directions. */
  public boolean isPositive() {
    return height > 0 && width > 0;
  }

  /** Pixels of the window. */
  public int area() {
    return height * width;
  }

  /** {@code 3}, or {@code 1x7}. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : height + "x" + width;
  }
}
