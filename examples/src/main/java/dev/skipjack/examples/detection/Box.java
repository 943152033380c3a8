package dev.skipjack.examples.detection;

/**
 * A rectangle in an image, in pixels; pixel (x, y) covers x to x + 1 and y to y + 1.
 *
 * @param left edge
 * @param top edge
 * @param right edge
 * @param bottom edge
 */
public record Box(double left, double top, double right, double bottom) {
  public double width() {
    return right - left;
  }

  public double height() {
    return bottom - top;
  }

  public double area() {
    return width() * height();
  }

  public double centerX() {
    return (left + right) / 2;
  }

  public double centerY() {
    return (top + bottom) / 2;
  }

  /** The area that both cover by the area that at least one covers, 0 to 1. */
  public double intersectionOverUnion(Box other) {
    double across = Math.min(right, other.right) - Math.max(left, other.left);
    double down = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    double both = Math.max(0, across) * Math.max(0, down);
    return both == 0 ? 0 : both / (area() + other.area() - both);
  }
}
