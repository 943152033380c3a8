package dev.skipjack.processor.diagnostics;

/**
 * Constants of the annotations that stand for something else than their number, beside those of
 * {@code Param}; the processor does not load the annotations. Written where a number is meant, they
 * are told by name.
 */
public enum StandIn {
  SAME("Conv.SAME", -1_886_069_629),
  SAME_UPPER("Padding.SAME_UPPER", -1_945_986_499),
  CENTER("Crop.CENTER", -1_152_066_569),
  ANY("Input.ANY", -1_256_271_893);

  private final String written;
  private final int value;

  StandIn(String written, int value) {
    this.written = written;
    this.value = value;
  }

  /** As users write it. */
  public String written() {
    return written;
  }

  /** What the compiler makes of it. */
  public int value() {
    return value;
  }

  /** The text with names where it has their numbers. */
  static String named(String text) {
    String named = text;
    for (StandIn standIn : values()) {
      named = named.replace(Integer.toString(standIn.value), standIn.written);
    }
    return named;
  }
}
