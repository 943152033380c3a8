package dev.skipjack.processor.read;

/**
 * The stand-in values of {@code Param.STRIDE}, {@code Conv.SAME}, {@code Crop.CENTER} and {@code
 * Input.ANY}, beside those of {@link BlockParameter}; the processor does not load the annotations.
 */
public final class Parameters {
  public static final int SAME = Integer.MIN_VALUE;
  public static final int STRIDE = Integer.MIN_VALUE + 2;
  public static final int CENTER = Integer.MIN_VALUE + 4;
  public static final int ANY = Integer.MIN_VALUE + 8;

  private Parameters() {}
}
