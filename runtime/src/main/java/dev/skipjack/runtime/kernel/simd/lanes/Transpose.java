package dev.skipjack.runtime.kernel.simd.lanes;

/** The transpose of a matrix in an array. */
public final class Transpose {
  /** JDK 17 keeps masks in vectors and gains little; at times it computes blocks with objects. */
  private static final boolean IN_VECTORS =
      Lanes.LENGTH == Transpose16.SIDE && Runtime.version().feature() > 17;

  private Transpose() {}

  /** {@code t[to + c*ldt + r] = a[ao + r*lda + c]}. */
  public static void run(
      float[] a, int ao, int lda, int rows, int columns, float[] t, int to, int ldt) {
    int side = Transpose16.SIDE;
    int fullRows = IN_VECTORS ? rows / side * side : 0;
    int fullColumns = columns / side * side;
    for (int r = 0; r < fullRows; r += side) {
      Transpose16.run(a, ao + r * lda, lda, fullColumns, t, to + r, ldt);
    }
    if (fullColumns < columns) {
      int rest = columns - fullColumns;
      int i = ao + fullColumns;
      small(a, i, lda, fullRows, rest, t, to + fullColumns * ldt, ldt);
    }
    small(a, ao + fullRows * lda, lda, rows - fullRows, columns, t, to + fullRows, ldt);
  }

  /** Value by value; blocks of 4 x 4 keep both processor ports for stores busy. */
  private static void small(
      float[] a, int ao, int lda, int rows, int columns, float[] t, int to, int ldt) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int i = ao + r * lda;
      int j = to + r;
      int c = 0;
      for (; c + 4 <= columns; c += 4, i += 4, j += 4 * ldt) {
        column(a, i, lda, t, j);
        column(a, i + 1, lda, t, j + ldt);
        column(a, i + 2, lda, t, j + 2 * ldt);
        column(a, i + 3, lda, t, j + 3 * ldt);
      }
      for (; c < columns; c++, i++, j += ldt) {
        column(a, i, lda, t, j);
      }
    }
    for (; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        t[to + c * ldt + r] = a[ao + r * lda + c];
      }
    }
  }

  private static void column(float[] a, int i, int lda, float[] t, int j) {
    t[j] = a[i];
    t[j + 1] = a[i + lda];
    t[j + 2] = a[i + 2 * lda];
    t[j + 3] = a[i + 3 * lda];
  }
}
