package dev.skipjack.annotations;

/**
 * Stand-ins for the parameters of a {@link Block}, filled in by {@link Repeat}. They are written
 * alone: the numbers that they stand for are not known yet, so nothing can be computed from them.
 */
public final class Param {
  /** {@link Repeat#out()}. */
  public static final int OUT = -2_076_787_301;

  /** {@link Repeat#stride()} in the first repetition, 1 in the others. */
  public static final int STRIDE = -1_163_996_269;

  /** {@link Repeat#width()}. */
  public static final int WIDTH = -1_559_123_743;

  /** {@link Repeat#layers()}. */
  public static final int LAYERS = -1_465_129_829;

  /** {@link Repeat#growth()}. */
  public static final int GROWTH = -2_086_283_561;

  private Param() {}
}
