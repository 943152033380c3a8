package dev.skipjack.annotations;

/**
 * Stand-ins for the parameters of a {@link Block}, filled in by {@link Repeat}. Alone, multiplied
 * or divided by a number from 2 to 64, or two of them multiplied: {@code Param.OUT * 4}, {@code
 * Param.OUT / 2} (rounded down), {@code Param.IN * Param.EXPANSION}. Nothing else can be computed
 * from them: javac does so before their numbers are known.
 */
public final class Param {
  /** The channels that arrive at this repetition, or the features. */
  public static final int IN = -1_828_368_407;

  /** {@link Repeat#out()}. */
  public static final int OUT = -2_076_787_301;

  /** {@link Repeat#stride()} in the first repetition, 1 in the others. */
  public static final int STRIDE = -1_163_996_269;

  /** {@link Repeat#width()}. */
  public static final int WIDTH = -1_559_123_743;

  /** {@link Repeat#kernel()}. */
  public static final int KERNEL = -1_874_661_871;

  /** {@link Repeat#expansion()}. */
  public static final int EXPANSION = -1_996_224_121;

  /** {@link Repeat#dilation()}. */
  public static final int DILATION = -1_511_298_853;

  /** {@link Repeat#layers()}. */
  public static final int LAYERS = -1_465_129_829;

  /** {@link Repeat#growth()}. */
  public static final int GROWTH = -2_086_283_561;

  private Param() {}
}
