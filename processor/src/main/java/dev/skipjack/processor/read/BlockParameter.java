package dev.skipjack.processor.read;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What a block's layers may use of where it is placed: a constant of {@code Param}. */
public enum BlockParameter {
  OUT(-2_076_787_301, 64),
  WIDTH(-1_559_123_743, 64),
  LAYERS(-1_465_129_829, 6),
  GROWTH(-2_086_283_561, 12),
  KERNEL(-1_874_661_871, 3),
  EXPANSION(-1_996_224_121, 6),
  /** Has a default: 1. */
  DILATION(-1_511_298_853, 2),
  /** Has a default, and is 1 after the first repetition. */
  STRIDE(-1_163_996_269, 1),
  /** The channels that arrive: nobody hands them over. */
  IN(-1_828_368_407, 64);

  private final int standIn;
  private final int example;

  BlockParameter(int standIn, int example) {
    this.standIn = standIn;
    this.example = example;
  }

  /** Those that {@code @Repeat} hands over to each repetition alike. */
  public static List<BlockParameter> handedOver() {
    return Arrays.stream(values()).filter(p -> p != STRIDE && p != IN).toList();
  }

  /** The value that stands for it in a block. */
  public int standIn() {
    return standIn;
  }

  /** For messages: a value that one could write. */
  public int example() {
    return example;
  }

  /** What a block takes that is handed none. */
  public OptionalInt standard() {
    return this == DILATION ? OptionalInt.of(1) : OptionalInt.empty();
  }

  /** Of {@code @Repeat}. */
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }
}
