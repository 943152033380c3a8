package dev.skipjack.runtime.kernel;

/** How maps are resized. */
public record UpsampleSpec(Mode mode) {
  /**
   * What becomes of a pixel; the same rule along height and width, from {@code in} to {@code out}.
   */
  public enum Mode {
    /** Pixel i is a copy of pixel floor(i in/out). */
    NEAREST,
    /**
     * Pixel i is mixed of the two around max(0, (i + 1/2) in/out - 1/2), in proportion to how near
     * they are; beyond the last one it is the last one.
     */
    BILINEAR
  }
}
