package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import jdk.incubator.vector.FloatVector;

/**
 * A matrix of weights for products with few vectors: {@code [block][depth][ROWS]}, so that a
 * product reads it once, which is most of what there is to do. Lanes are rows, outputs: no lanes
 * are summed. Nobody changes it.
 */
public final class PackedMatrix {
  /** Rows of a block, which are computed at once; the last block has zeros behind its own. */
  public static final int ROWS = 2 * LENGTH;

  /** With more vectors, a product of matrices reads weights less often. */
  public static final int MOST_VECTORS = 16;

  /**
   * Quarters of the columns are summed apart, so that no sum waits for the one before, and the
   * hardware fetches four streams ahead: from memory that is twice as fast as one stream.
   */
  private static final int APART = 4;

  private final float[] weights;
  private final float[] bias;
  private final int depth;

  private PackedMatrix(float[] weights, float[] bias, int depth) {
    this.weights = weights;
    this.bias = bias;
    this.depth = depth;
  }

  /** Floats of a packed matrix. */
  public static long size(int rows, int columns) {
    return (long) blocks(rows) * ROWS * depth(columns);
  }

  /**
   * Packs a matrix that lies row by row.
   *
   * @param bias added to each product, a float for each row; null for none
   */
  public static PackedMatrix of(WeightSource source, int rows, int columns, float[] bias) {
    int depth = depth(columns);
    float[] packed = new float[Math.toIntExact(size(rows, columns))];
    float[] biases = new float[blocks(rows) * ROWS];
    float[] line = new float[columns];
    for (int row = 0; row < rows; row++) {
      source.read((long) row * columns, line, 0, columns);
      int at = row / ROWS * ROWS * depth + row % ROWS;
      for (int column = 0; column < columns; column++) {
        packed[at + column * ROWS] = line[column];
      }
    }
    if (bias != null) {
      System.arraycopy(bias, 0, biases, 0, rows);
    }
    return new PackedMatrix(packed, biases, depth);
  }

  public static int blocks(int rows) {
    return (rows + ROWS - 1) / ROWS;
  }

  /** How many floats of a vector are read: zeros follow those that it has. */
  public static int depth(int columns) {
    return Lanes.roundUp(columns, APART);
  }

  /**
   * {@code y[yo + r] = bias[r] + sum over columns of W[r][c]·x[xo + c]}, for the {@link #ROWS} rows
   * of a block.
   */
  public void multiply(int block, float[] x, int xo, float[] y, int yo) {
    float[] w = weights;
    int wo = block * ROWS * depth;
    FloatVector sum00 = FloatVector.fromArray(SPECIES, bias, block * ROWS);
    FloatVector sum01 = FloatVector.fromArray(SPECIES, bias, block * ROWS + LENGTH);
    FloatVector sum10 = FloatVector.zero(SPECIES);
    FloatVector sum11 = FloatVector.zero(SPECIES);
    FloatVector sum20 = FloatVector.zero(SPECIES);
    FloatVector sum21 = FloatVector.zero(SPECIES);
    FloatVector sum30 = FloatVector.zero(SPECIES);
    FloatVector sum31 = FloatVector.zero(SPECIES);
    int quarter = depth / APART;
    int distance = quarter * ROWS;
    for (int d = 0; d < quarter; d++) {
      int from = xo + d;
      int at = wo + d * ROWS;
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[from]);
      sum00 = x0.fma(FloatVector.fromArray(SPECIES, w, at), sum00);
      sum01 = x0.fma(FloatVector.fromArray(SPECIES, w, at + LENGTH), sum01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[from + quarter]);
      at += distance;
      sum10 = x1.fma(FloatVector.fromArray(SPECIES, w, at), sum10);
      sum11 = x1.fma(FloatVector.fromArray(SPECIES, w, at + LENGTH), sum11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[from + 2 * quarter]);
      at += distance;
      sum20 = x2.fma(FloatVector.fromArray(SPECIES, w, at), sum20);
      sum21 = x2.fma(FloatVector.fromArray(SPECIES, w, at + LENGTH), sum21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[from + 3 * quarter]);
      at += distance;
      sum30 = x3.fma(FloatVector.fromArray(SPECIES, w, at), sum30);
      sum31 = x3.fma(FloatVector.fromArray(SPECIES, w, at + LENGTH), sum31);
    }
    sum00.add(sum10).add(sum20.add(sum30)).intoArray(y, yo);
    sum01.add(sum11).add(sum21.add(sum31)).intoArray(y, yo + LENGTH);
  }

  /**
   * As {@link #multiply} of two vectors, x and z, whose products lie in a row: weights are loaded
   * once for both. Each product is the same, to the last bit, as if it were alone.
   */
  public void multiplyTwo(int block, float[] x, int xo, int zo, float[] y, int yo) {
    float[] w = weights;
    int wo = block * ROWS * depth;
    FloatVector x00 = FloatVector.fromArray(SPECIES, bias, block * ROWS);
    FloatVector x01 = FloatVector.fromArray(SPECIES, bias, block * ROWS + LENGTH);
    FloatVector x10 = FloatVector.zero(SPECIES);
    FloatVector x11 = FloatVector.zero(SPECIES);
    FloatVector x20 = FloatVector.zero(SPECIES);
    FloatVector x21 = FloatVector.zero(SPECIES);
    FloatVector x30 = FloatVector.zero(SPECIES);
    FloatVector x31 = FloatVector.zero(SPECIES);
    FloatVector z00 = FloatVector.fromArray(SPECIES, bias, block * ROWS);
    FloatVector z01 = FloatVector.fromArray(SPECIES, bias, block * ROWS + LENGTH);
    FloatVector z10 = FloatVector.zero(SPECIES);
    FloatVector z11 = FloatVector.zero(SPECIES);
    FloatVector z20 = FloatVector.zero(SPECIES);
    FloatVector z21 = FloatVector.zero(SPECIES);
    FloatVector z30 = FloatVector.zero(SPECIES);
    FloatVector z31 = FloatVector.zero(SPECIES);
    int quarter = depth / APART;
    int distance = quarter * ROWS;
    for (int d = 0; d < quarter; d++) {
      int fromX = xo + d;
      int fromZ = zo + d;
      int at = wo + d * ROWS;
      FloatVector w00 = FloatVector.fromArray(SPECIES, w, at);
      FloatVector w01 = FloatVector.fromArray(SPECIES, w, at + LENGTH);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[fromX]);
      x00 = x0.fma(w00, x00);
      x01 = x0.fma(w01, x01);
      FloatVector z0 = FloatVector.broadcast(SPECIES, x[fromZ]);
      z00 = z0.fma(w00, z00);
      z01 = z0.fma(w01, z01);
      at += distance;
      FloatVector w10 = FloatVector.fromArray(SPECIES, w, at);
      FloatVector w11 = FloatVector.fromArray(SPECIES, w, at + LENGTH);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[fromX + quarter]);
      x10 = x1.fma(w10, x10);
      x11 = x1.fma(w11, x11);
      FloatVector z1 = FloatVector.broadcast(SPECIES, x[fromZ + quarter]);
      z10 = z1.fma(w10, z10);
      z11 = z1.fma(w11, z11);
      at += distance;
      FloatVector w20 = FloatVector.fromArray(SPECIES, w, at);
      FloatVector w21 = FloatVector.fromArray(SPECIES, w, at + LENGTH);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[fromX + 2 * quarter]);
      x20 = x2.fma(w20, x20);
      x21 = x2.fma(w21, x21);
      FloatVector z2 = FloatVector.broadcast(SPECIES, x[fromZ + 2 * quarter]);
      z20 = z2.fma(w20, z20);
      z21 = z2.fma(w21, z21);
      at += distance;
      FloatVector w30 = FloatVector.fromArray(SPECIES, w, at);
      FloatVector w31 = FloatVector.fromArray(SPECIES, w, at + LENGTH);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[fromX + 3 * quarter]);
      x30 = x3.fma(w30, x30);
      x31 = x3.fma(w31, x31);
      FloatVector z3 = FloatVector.broadcast(SPECIES, x[fromZ + 3 * quarter]);
      z30 = z3.fma(w30, z30);
      z31 = z3.fma(w31, z31);
    }
    x00.add(x10).add(x20.add(x30)).intoArray(y, yo);
    x01.add(x11).add(x21.add(x31)).intoArray(y, yo + LENGTH);
    z00.add(z10).add(z20.add(z30)).intoArray(y, yo + ROWS);
    z01.add(z11).add(z21.add(z31)).intoArray(y, yo + ROWS + LENGTH);
  }
}
