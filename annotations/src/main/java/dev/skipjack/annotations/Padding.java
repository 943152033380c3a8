package dev.skipjack.annotations;

/**
 * Paddings of {@link Conv}, {@link MaxPool} and {@link AvgPool} that follow from the map's size.
 */
public final class Padding {
  /**
   * TensorFlow's {@code SAME}, which ONNX calls {@code SAME_UPPER}: {@code ceil(size/stride)}
   * windows in each direction, and for these {@code max(0, (ceil(size/stride) - 1)·stride +
   * dilation·(kernel - 1) + 1 - size)} pixels, half of them on each side; if their number is odd,
   * one more below and on the right. An average does not count them.
   *
   * <p>{@link Conv#SAME} pads both sides alike, whatever the size, as PyTorch's networks do. They
   * are the same for odd kernels at stride 1, and at stride 2 for maps of odd size.
   */
  public static final int SAME_UPPER = -1_945_986_499;

  private Padding() {}
}
