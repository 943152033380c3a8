package dev.skipjack.runtime;

import java.util.Locale;

/**
 * Which heights and widths a network of any size takes, as the compiler derived them from the
 * layers.
 *
 * @param multiple that they must be multiples of, because of strides
 * @param minimum that they must reach, so that no map vanishes; a multiple too
 */
public record ImageSizes(int multiple, int minimum) {
  /** Whether an image may have this height, or this width. */
  public boolean allow(long size) {
    return size >= minimum && size % multiple == 0;
  }

  /** {@code multiples of 32 from 64 on}. */
  public String describe() {
    String what = multiple == 1 ? "sizes" : "multiples of " + multiple;
    return minimum == multiple ? what : what + " from " + minimum + " on";
  }

  /** {@code 224, 256} for one that is not allowed. */
  String nearest(long size) {
    long below = size / multiple * multiple;
    return below < minimum
        ? Integer.toString(minimum)
        : String.format(Locale.ROOT, "%d, %d", below, below + multiple);
  }
}
