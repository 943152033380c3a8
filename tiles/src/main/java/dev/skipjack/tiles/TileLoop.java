package dev.skipjack.tiles;

import java.util.ArrayList;
import java.util.List;

/**
 * What tiles of a kind have in common: the loop over what is summed, and where operands lie. Each
 * step reads a few vectors, and a scalar for each row. In expressions {@code R} is the number of
 * the row; {@code V} that of the vector, if others do not lie behind the first.
 *
 * @param contract the method whose tiles these are, as a link names it
 * @param parameters of the method, {@code type name} each
 * @param counter of the loop, {@code d < depth} for a loop over d
 * @param begin where it begins: 0, or a parameter
 * @param run of steps that is a loop of its own, or null
 * @param locals of each step that expressions may name, {@code name = expression}
 * @param vector where the first vector lies, {@code array[index]}; the others lie behind it
 * @param scalar where the scalar of row R lies
 * @param sum where the sums of row R go
 */
record TileLoop(
    String contract,
    List<String> parameters,
    String counter,
    String begin,
    Run run,
    List<String> locals,
    String vector,
    String scalar,
    String sum) {

  /**
   * A loop of a constant number of steps, counted by k, in which what is read lies at constant
   * distances: its range checks are made once. The number of its steps has to be a constant: with a
   * variable JDK 17 makes objects of all sums.
   *
   * @param length how many steps, of which there are a multiple
   * @param locals of each run that those of its steps may name
   */
  record Run(String length, List<String> locals) {}

  /** Where the bias lies of tiles that have one. */
  static final String BIAS = "bias[bo]";

  /** The place of a row. */
  static String ofRow(String place, int row) {
    return place.replace("R", Integer.toString(row));
  }

  /** The same with scalars at a distance. */
  TileLoop step(int step) {
    String stepped = scalar.replace("R", step + " * R");
    return new TileLoop(contract, parameters, counter, begin, run, locals, vector, stepped, sum);
  }

  /** The same in runs. */
  TileLoop inRuns(Run runs, List<String> steps) {
    return new TileLoop(contract, parameters, counter, begin, runs, steps, vector, scalar, sum);
  }

  /**
   * The same of a piece of the depth, from {@code first} on. The first piece begins as others do;
   * the next from the sums that the one before left.
   */
  TileLoop inPieces() {
    List<String> pieces = new ArrayList<>(parameters);
    pieces.add(pieces.indexOf("int depth"), "int first");
    return new TileLoop(contract, pieces, counter, "first", run, locals, vector, scalar, sum);
  }

  boolean isInPieces() {
    return !begin.equals("0");
  }
}
