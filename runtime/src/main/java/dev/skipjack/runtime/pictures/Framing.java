package dev.skipjack.runtime.pictures;

/** How a picture of any size becomes one of a given size. */
public enum Framing {
  /**
   * Resized until it just covers a size, from whose middle the frame is cut: torchvision's Resize
   * and CenterCrop, with which its classifiers are evaluated. Loses the borders.
   */
  CROP,
  /** Resized to the frame whatever its shape: loses the aspect ratio. */
  SQUASH,
  /** Resized until it just fits into the frame, in the middle of black: loses resolution. */
  PAD
}
