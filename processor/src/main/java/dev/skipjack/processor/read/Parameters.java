package dev.skipjack.processor.read;

/**
 * The stand-in values of {@code Param}, {@code Conv.SAME}, {@code Crop.CENTER} and {@code
 * Input.ANY}; the processor does not load the annotations.
 */
public final class Parameters {
  public static final int SAME = Integer.MIN_VALUE;
  public static final int OUT = Integer.MIN_VALUE + 1;
  public static final int STRIDE = Integer.MIN_VALUE + 2;
  public static final int WIDTH = Integer.MIN_VALUE + 3;
  public static final int CENTER = Integer.MIN_VALUE + 4;
  public static final int LAYERS = Integer.MIN_VALUE + 5;
  public static final int GROWTH = Integer.MIN_VALUE + 6;
  public static final int ANY = Integer.MIN_VALUE + 8;

  private Parameters() {}
}
