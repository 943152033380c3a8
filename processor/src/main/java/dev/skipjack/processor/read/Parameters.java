package dev.skipjack.processor.read;

/**
 * The stand-in values of {@code Conv.SAME}, {@code Padding.SAME_UPPER}, {@code Crop.CENTER} and
 * {@code Input.ANY}, beside those of {@link BlockParameter}; the processor does not load the
 * annotations.
 */
public final class Parameters {
  public static final int SAME = -1_886_069_629;
  public static final int SAME_UPPER = -1_945_986_499;
  public static final int CENTER = -1_152_066_569;
  public static final int ANY = -1_256_271_893;

  private Parameters() {}
}
