package dev.skipjack.runtime.train;

import java.util.Arrays;

/** Many short arrays in a long one, which a checkpoint keeps as one tensor. */
final class Numbers {
  private double[] all = new double[64];
  private int length;

  Numbers() {}

  Numbers(double[] all) {
    this.all = all;
    this.length = all.length;
  }

  /** Where an array lies. */
  record Place(int first, int count) {}

  Place put(double[] values) {
    if (all.length < length + values.length) {
      all = Arrays.copyOf(all, Math.max(2 * all.length, length + values.length));
    }
    System.arraycopy(values, 0, all, length, values.length);
    length += values.length;
    return new Place(length - values.length, values.length);
  }

  double[] get(Place place) {
    return Arrays.copyOfRange(all, place.first(), place.first() + place.count());
  }

  /** Never empty: a tensor of no elements is none for ND4J. */
  double[] toArray() {
    return Arrays.copyOf(all, Math.max(1, length));
  }
}
