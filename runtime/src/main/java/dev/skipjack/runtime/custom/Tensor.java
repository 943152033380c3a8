package dev.skipjack.runtime.custom;

import java.util.Arrays;

/**
 * Numbers of one image, or a weight: an array in C order, with its shape. A map is {@code
 * [channels, height, width]}, its channels one after the other, each row by row.
 */
public final class Tensor {
  private final int[] shape;
  private final double[] values;

  /**
   * Of zeros.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Tensor(int... shape) {
    this.shape = shape.clone();
    if (Arrays.stream(shape).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "sizes of a tensor must be positive, got " + Arrays.toString(shape));
    }
    this.values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
  }

  /** The numbers themselves, to be read and written. */
  public double[] values() {
    return values;
  }

  /** How many numbers there are. */
  public int length() {
    return values.length;
  }

  /** A copy of the shape. */
  public int[] shape() {
    return shape.clone();
  }

  /** How many axes there are: 3 of a map, 1 of features. */
  public int rank() {
    return shape.length;
  }

  /** Of an axis. */
  public int size(int axis) {
    return shape[axis];
  }

  /** Of a map, or features. */
  public int channels() {
    return shape[0];
  }

  /** Of a map. */
  public int height() {
    return shape[1];
  }

  /** Of a map. */
  public int width() {
    return shape[2];
  }

  /** Where a pixel of a map is in {@link #values}; the next one of its row follows. */
  public int index(int channel, int y, int x) {
    return (channel * shape[1] + y) * shape[2] + x;
  }

  @Override
  public String toString() {
    return "tensor " + Arrays.toString(shape);
  }
}
