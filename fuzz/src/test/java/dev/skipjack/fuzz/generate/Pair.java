package dev.skipjack.fuzz.generate;

import java.util.function.IntUnaryOperator;

/** A number for the height and one for the width, written as annotations take them. */
record Pair(int high, int wide) {
  static Pair of(int both) {
    return new Pair(both, both);
  }

  boolean is(int both) {
    return high == both && wide == both;
  }

  /** The high one first. */
  Pair map(IntUnaryOperator function) {
    return new Pair(function.applyAsInt(high), function.applyAsInt(wide));
  }

  @Override
  public String toString() {
    return high == wide ? Integer.toString(high) : "{" + high + ", " + wide + "}";
  }
}
