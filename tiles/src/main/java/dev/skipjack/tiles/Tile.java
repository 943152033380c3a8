package dev.skipjack.tiles;

/**
 * One method: sums of {@code rows} by {@code vectors} vectors, each in a register.
 *
 * @param fenced whether each row's scalar is read behind a fence, which is no instruction on x86:
 *     compilers later than JDK 17's read some rows ahead, for which 16 registers have no room
 */
record Tile(String name, int rows, int vectors, Sums sums, TileLoop loop, boolean fenced) {

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

  Tile(String name, int rows, int vectors, Sums sums, TileLoop loop) {
    this(name, rows, vectors, sums, loop, false);
  }

  /** The same for where there are but 16 registers. */
  Tile withFences() {
    return new Tile(name, rows, vectors, sums, loop, true);
  }
}
