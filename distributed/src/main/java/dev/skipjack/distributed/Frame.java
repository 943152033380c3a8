package dev.skipjack.distributed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * What stands before everything that is sent, so that nothing is taken for something else.
 *
 * @param kind what follows
 * @param attempt of the job
 * @param exchange how many there were before, from 0
 * @param part which of several, from 0
 * @param length of what follows, in bytes
 */
record Frame(Kind kind, int attempt, long exchange, int part, int length) {
  static final int BYTES = 28;
  private static final int MAGIC = 0x534b4a46; // SKJF

  enum Kind {
    /** Anything, for everybody. */
    GATHER,
    /** A slice of a partial sum, for the worker that owns the slice. */
    REDUCE,
    /** A slice of the sum, from the worker that owns it. */
    RESULT,
    /** Why a worker ends, as text. */
    FAILED
  }

  void write(ByteBuffer to) {
    to.clear();
    to.order(ByteOrder.BIG_ENDIAN).putInt(MAGIC).putInt(kind.ordinal()).putInt(attempt);
    to.putLong(exchange).putInt(part).putInt(length).flip();
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Frame read(ByteBuffer from) {
    from.order(ByteOrder.BIG_ENDIAN);
    int magic = from.getInt();
    int kind = from.getInt();
    if (magic != MAGIC || kind < 0 || kind >= Kind.values().length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%08x %08x is no beginning of a frame", magic, kind));
    }
    return new Frame(
        Kind.values()[kind], from.getInt(), from.getLong(), from.getInt(), from.getInt());
  }

  /** Whether it is what was expected, but for its length. */
  boolean continues(Frame expected) {
    return kind == expected.kind
        && attempt == expected.attempt
        && exchange == expected.exchange
        && part == expected.part;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "part %d of exchange %d (%s, %d bytes, attempt %d)",
        part,
        exchange,
        kind,
        length,
        attempt);
  }
}
