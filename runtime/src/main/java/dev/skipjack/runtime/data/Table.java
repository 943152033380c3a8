package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Rows of numbers, one for each item of a data set: what a network is told of an image beside its
 * pixels ({@link Dataset#with(String, Table)}). Immutable.
 */
public final class Table {
  private final int columns;
  private final float[] values;

  private Table(int columns, float[] values) {
    this.columns = columns;
    this.values = values;
  }

  /**
   * Copies rows.
   *
   * @throws IllegalArgumentException if there are none, one is null, they are not of one length, or
   *     a number is not finite
   */
  public static Table of(float[]... rows) {
    for (int i = 0; rows != null && i < rows.length; i++) {
      if (rows[i] == null) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "row %d of a table is null: leave out what has no row", i));
      }
    }
    if (rows == null || rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException("a table needs at least 1 row and 1 column");
    }
    Table table =
        new Table(rows[0].length, new float[Math.multiplyExact(rows.length, rows[0].length)]);
    for (int i = 0; i < rows.length; i++) {
      table.fill(i, rows[i]);
    }
    return table;
  }

  private void fill(int row, float... from) {
    if (from.length != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "row %d of a table has %d numbers, row 0 has %d",
              row,
              from.length,
              columns));
    }
    for (int i = 0; i < columns; i++) {
      if (!Float.isFinite(from[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "row %d of a table has %s in column %d: numbers must be finite",
                row,
                from[i],
                i));
      }
      values[row * columns + i] = from[i];
    }
  }

  public int rows() {
    return values.length / columns;
  }

  /** Numbers in a row: the features of the network's input. */
  public int columns() {
    return columns;
  }

  /** One number, both counted from 0. */
  public float get(int row, int column) {
    return values[Objects.checkIndex(row, rows()) * columns + Objects.checkIndex(column, columns)];
  }

  /**
   * Some of the rows.
   *
   * @param indices of the rows, in the new order
   */
  public Table select(int... indices) {
    float[] selected = new float[Math.multiplyExact(indices.length, columns)];
    for (int i = 0; i < indices.length; i++) {
      int from = Objects.checkIndex(indices[i], rows()) * columns;
      System.arraycopy(values, from, selected, i * columns, columns);
    }
    return new Table(columns, selected);
  }

  /** Of each column. */
  public double[] mean() {
    double[] mean = new double[columns];
    for (int i = 0; i < values.length; i++) {
      mean[i % columns] += values[i];
    }
    return Arrays.stream(mean).map(sum -> sum / rows()).toArray();
  }

  /** Of each column, of the population. */
  public double[] standardDeviation() {
    double[] mean = mean();
    double[] squares = new double[columns];
    for (int i = 0; i < values.length; i++) {
      double distance = values[i] - mean[i % columns];
      squares[i % columns] += distance * distance;
    }
    return Arrays.stream(squares).map(sum -> Math.sqrt(sum / rows())).toArray();
  }

  /**
   * Subtracts the mean and divides by the standard deviation: those of the rows that a network
   * learns from, for all others too.
   *
   * @param mean of each column
   * @param standardDeviation likewise; above 0
   * @throws IllegalArgumentException if there are not as many as columns, one is not above 0, or
   *     one is not finite
   */
  public Table normalize(double[] mean, double[] standardDeviation) {
    if (mean.length != columns || standardDeviation.length != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a table of %d columns takes as many means and standard deviations, got %d and %d",
              columns,
              mean.length,
              standardDeviation.length));
    }
    for (int i = 0; i < columns; i++) {
      if (!Double.isFinite(mean[i])
          || !(standardDeviation[i] > 0)
          || Double.isInfinite(standardDeviation[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column %d has a mean of %s and a standard deviation of %s: they must be finite,"
                    + " the second above 0; leave out a column that is the same in all rows",
                i,
                mean[i],
                standardDeviation[i]));
      }
    }
    float[] normalized = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int column = i % columns;
      normalized[i] = (float) ((values[i] - mean[column]) / standardDeviation[column]);
    }
    return new Table(columns, normalized);
  }

  void addTo(Fingerprint fingerprint) {
    fingerprint.add(columns);
    for (float value : values) {
      fingerprint.add(Float.floatToIntBits(value));
    }
  }

  /** For instance {@code table of 1797 rows, 6 columns}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "table of %d rows, %d columns", rows(), columns);
  }
}
