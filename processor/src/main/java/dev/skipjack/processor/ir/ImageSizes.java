package dev.skipjack.processor.ir;

import java.math.BigInteger;
import java.util.Collection;

/**
 * Which images a model of any size takes.
 *
 * @param multiple that height and width must be multiples of
 * @param minimum of height and width, a multiple too: no map vanishes, and batch norm sees more
 *     than one pixel
 * @param height of the reference image, for which figures are quoted
 * @param width of the reference image
 */
public record ImageSizes(int multiple, int minimum, int height, int width) {
  /** More would hardly be meant, and products of strides stay far from overflow. */
  public static final int MOST_MULTIPLE = 4096;

  /**
   * The least number of pixels that every denominator of these nodes' extents divides; more than
   * {@link #MOST_MULTIPLE} stands for too many.
   */
  public static long multipleOf(Collection<Node> nodes) {
    long multiple = 1;
    for (Node node : nodes) {
      for (Value output : node.outputs()) {
        if (multiple <= MOST_MULTIPLE && !output.type().isFixed()) {
          multiple = common(multiple, output.type().extent().get().denominator());
        }
      }
    }
    return multiple;
  }

  private static long common(long a, long b) {
    return a / BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValueExact() * b;
  }

  /** {@code any size, multiples of 32 from 64 on; figures at 256x320}. */
  public String describe() {
    String allowed = multiple == 1 ? "" : ", multiples of " + multiple;
    String from =
        minimum == multiple ? "" : (multiple == 1 ? ", from " : " from ") + minimum + " on";
    return "any size" + allowed + from + "; figures at " + reference();
  }

  /** {@code 256x320}. */
  public String reference() {
    return height + "x" + width;
  }
}
