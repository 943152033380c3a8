package dev.skipjack.fuzz.generate;

/** A number for the height and one for the width, written as annotations take them. */
record Pair(int high, int wide) {
  static Pair of(int both) {
    return new Pair(both, both);
  }

  boolean is(int both) {
    return high == both && wide == both;
  }

  @Override
  public String toString() {
    return high == wide ? Integer.toString(high) : "{" + high + ", " + wide + "}";
  }
}
