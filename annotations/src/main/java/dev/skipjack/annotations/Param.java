package dev.skipjack.annotations;

/** Stand-ins for the parameters of a {@link Block}, filled in by {@link Repeat}. */
public final class Param {
  /** {@link Repeat#out()}. */
  public static final int OUT = Integer.MIN_VALUE + 1;

  /** {@link Repeat#stride()} in the first repetition, 1 in the others. */
  public static final int STRIDE = Integer.MIN_VALUE + 2;

  /** {@link Repeat#width()}. */
  public static final int WIDTH = Integer.MIN_VALUE + 3;

  /** {@link Repeat#layers()}. */
  public static final int LAYERS = Integer.MIN_VALUE + 5;

  /** {@link Repeat#growth()}. */
  public static final int GROWTH = Integer.MIN_VALUE + 6;

  private Param() {}
}
