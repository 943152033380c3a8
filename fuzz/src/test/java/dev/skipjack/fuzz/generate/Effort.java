package dev.skipjack.fuzz.generate;

/** What a model may still cost, so that thousands can be run. */
final class Effort {
  /** The most elements of one map. */
  private static final long MOST_ELEMENTS = 150_000;

  private long multiplyAdds;
  private long elements;

  /**
   * @param multiplyAdds for one image, forward
   * @param elements of all maps of one image
   */
  Effort(long multiplyAdds, long elements) {
    this.multiplyAdds = multiplyAdds;
    this.elements = elements;
  }

  /** Takes the cost of maps of this shape, if there is so much left. */
  boolean spend(Shape shape, long multiplyAddsOfIt, int maps) {
    boolean fits =
        shape.elements() <= MOST_ELEMENTS
            && multiplyAddsOfIt <= multiplyAdds
            && shape.elements() * maps <= elements;
    if (fits) {
      multiplyAdds -= multiplyAddsOfIt;
      elements -= shape.elements() * maps;
    }
    return fits;
  }

  /** Takes the cost of a convolution, if there is so much left. */
  boolean spendConvolution(int in, Shape out, int kernel, int groups) {
    return spend(out, (long) in / groups * kernel * kernel * out.elements(), 1);
  }

  /** Whether there is enough left for another layer. */
  boolean isLeft() {
    return multiplyAdds > 10_000 && elements > 10_000;
  }
}
