package dev.skipjack.processor.read;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code @Repeat} hands to its block and has no default: an attribute, a constant of {@code
 * Param}.
 */
public enum BlockParameter {
  OUT(-2_076_787_301, 64),
  WIDTH(-1_559_123_743, 64),
  LAYERS(-1_465_129_829, 6),
  GROWTH(-2_086_283_561, 12);

  private final int standIn;
  private final int example;

  BlockParameter(int standIn, int example) {
    this.standIn = standIn;
    this.example = example;
  }

  /** The one for which a value stands. */
  public static Optional<BlockParameter> of(int value) {
    return Arrays.stream(values()).filter(parameter -> parameter.standIn == value).findFirst();
  }

  /** The value that stands for it in a block. */
  public int standIn() {
    return standIn;
  }

  /** For messages: a value that one could write. */
  public int example() {
    return example;
  }

  /** Of {@code @Repeat}. */
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }
}
