package dev.skipjack.runtime.graph;

/**
 * Height and width of a map, in pixels, as they follow from the image's.
 *
 * @param height from that of the image
 * @param width from that of the image
 */
public record MapSize(Side height, Side width) {
  /**
   * {@code numerator * image / denominator + offset}, exact for every image that the network takes.
   *
   * @param numerator 0 if it is the same for images of every size
   * @param denominator positive
   * @param offset the size itself if it is always the same
   */
  public record Side(long numerator, long denominator, long offset) {
    /** Whether it is {@link #offset}, whatever the image. */
    public boolean isFixed() {
      return numerator == 0;
    }

    /** The factor by which another side is larger than this one for all images; 0 if none is. */
    public long factorTo(Side other) {
      if (isFixed() != other.isFixed()) {
        return 0;
      }
      long own = isFixed() ? offset : Math.multiplyExact(numerator, other.denominator);
      long others = isFixed() ? other.offset : Math.multiplyExact(other.numerator, denominator);
      boolean whole = own != 0 && others % own == 0;
      return whole && other.offset == others / own * offset ? others / own : 0;
    }

    /** {@code 7}, or of an image's {@code H}: {@code H}, {@code H/8+4}, {@code 2*H}. */
    public String describe(String image) {
      if (isFixed()) {
        return Long.toString(offset);
      }
      return (numerator == 1 ? "" : numerator + "*")
          + image
          + (denominator == 1 ? "" : "/" + denominator)
          + (offset == 0 ? "" : (offset < 0 ? "" : "+") + offset);
    }
  }

  /** The same for images of every size. */
  public static MapSize of(long height, long width) {
    return new MapSize(new Side(0, 1, height), new Side(0, 1, width));
  }

  /** {@code numerator * image / denominator + offset}, in both directions. */
  public static MapSize ofImage(long numerator, long denominator, long offset) {
    Side side = new Side(numerator, denominator, offset);
    return new MapSize(side, side);
  }

  /** Whether it is the same for images of every size. */
  public boolean isFixed() {
    return height.isFixed() && width.isFixed();
  }
}
