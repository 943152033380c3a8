package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;

/** The weight transform of Winograd's F(4x4, 3x3), {@code U = G w Gt}, computed in double. */
final class WinogradWeights {
  /** Products for each tile: 6 x 6. */
  static final int POSITIONS = 36;

  private static final double[][] G = {
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1}
  };

  private WinogradWeights() {}

  /** Floats of packed weights. */
  static int size(int rows, int depth) {
    return POSITIONS * Panels.weightSize(rows, depth);
  }

  /**
   * Packs {@code [position][block][depth][ROWS]}, zeros after the last row; one position is {@code
   * Panels.weightSize(rows, depth)} floats.
   *
   * @param w tap (y, x) of row r and depth d is {@code w[r*rowStride + d*depthStride + tap]} with
   *     tap = 3y + x, or 8 - (3y + x) if flipped
   * @param first first row to pack, a multiple of ROWS
   * @param end end of the rows to pack, a multiple of ROWS or {@code rows}
   */
  static void pack(
      float[] w,
      int rowStride,
      int depthStride,
      boolean flipped,
      int first,
      int end,
      int rows,
      int depth,
      float[] to) {
    int stride = Panels.weightSize(rows, depth);
    for (int r = first; r < Lanes.roundUp(end, ROWS); r++) {
      for (int d = 0; d < depth; d++) {
        int at = (r / ROWS * depth + d) * ROWS + r % ROWS;
        if (r < rows) {
          transform(w, r * rowStride + d * depthStride, flipped, to, at, stride);
        } else {
          for (int p = 0; p < POSITIONS; p++) {
            to[at + p * stride] = 0;
          }
        }
      }
    }
  }

  private static void transform(
      float[] w, int wo, boolean flipped, float[] to, int at, int stride) {
    for (int i = 0; i < 6; i++) {
      double left = column(w, wo, flipped, 0, G[i]);
      double middle = column(w, wo, flipped, 1, G[i]);
      double right = column(w, wo, flipped, 2, G[i]);
      for (int j = 0; j < 6; j++) {
        double sum = left * G[j][0] + middle * G[j][1] + right * G[j][2];
        to[at + (6 * i + j) * stride] = (float) sum;
      }
    }
  }

  /** The product of a row of G and column {@code x} of the taps. */
  private static double column(float[] w, int wo, boolean flipped, int x, double... row) {
    double sum = 0;
    for (int y = 0; y < 3; y++) {
      int tap = 3 * y + x;
      sum += row[y] * w[wo + (flipped ? 8 - tap : tap)];
    }
    return sum;
  }
}
