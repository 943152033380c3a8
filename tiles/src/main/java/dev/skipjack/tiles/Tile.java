package dev.skipjack.tiles;

/** One method: sums of {@code rows} by {@code vectors} vectors, each in a register. */
record Tile(String name, int rows, int vectors, Sums sums, TileLoop loop) {

  /** How sums begin and end. */
  enum Sums {
    /** From zero; written. */
    NEW,
    /** From what is there; written. */
    CONTINUED,
    /** From zero; added to what is there. */
    ADDED,
    /** From a bias; an addend added, null for none; between two bounds, NaN for none; written. */
    BOUNDED
  }
}
