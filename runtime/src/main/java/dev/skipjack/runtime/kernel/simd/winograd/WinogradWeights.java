package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;

/**
 * The weight transform of Winograd's F(4x4, 3x3), {@code U = G w Gt}. The lanes are weights in the
 * order of the packed block, so that its vectors are written as they are.
 */
final class WinogradWeights {
  /** Products for each tile: 6 x 6. */
  static final int POSITIONS = 36;

  /** Positions of a row. */
  private static final int SIDE = 6;

  private static final int TAPS = 9;

  /** Depths that are transformed at once, in the nearest cache. */
  private static final int PIECE = 16;

  private WinogradWeights() {}

  /** Floats of packed weights. */
  static int size(int rows, int depth) {
    return POSITIONS * Panels.weightSize(rows, depth);
  }

  /**
   * Packs {@code [position][block][depth][ROWS]}, zeros after the last row.
   *
   * @param w tap (y, x) of row r and depth d is {@code w[r*rowStride + d*depthStride + tap]} with
   *     tap = 3y + x, or 8 - (3y + x) if flipped
   * @param first first row to pack, a multiple of ROWS; each position begins with it
   * @param end end of the rows to pack, a multiple of ROWS or {@code rows}
   * @param at where the first position begins
   * @param stride floats from one position to the next
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
      float[] to,
      int at,
      int stride,
      Scratch scratch) {
    int line = ROWS * PIECE;
    float[] taps = scratch.floats(Scratch.STAGE, TAPS * line);
    for (int r = first; r < end; r += ROWS) {
      int count = Math.min(ROWS, rows - r);
      for (int d = 0; d < depth; d += PIECE) {
        int n = Math.min(PIECE, depth - d);
        for (int tap = 0; tap < TAPS; tap++) {
          int from = r * rowStride + d * depthStride + (flipped ? TAPS - 1 - tap : tap);
          Panels.packWeights(w, from, rowStride, depthStride, count, n, taps, tap * line);
        }
        int start = at + (r - first) * depth + d * ROWS;
        transform(taps, line, n * ROWS, 0, POSITIONS, to, start, stride, scratch);
      }
    }
  }

  /**
   * Writes {@code count} weights of each position.
   *
   * @param taps {@code [tap][line]}
   * @param begin the first position that is wanted, of a whole row, as is the end
   * @param stride floats from one position to the next
   */
  static void transform(
      float[] taps,
      int line,
      int count,
      int begin,
      int end,
      float[] to,
      int at,
      int stride,
      Scratch scratch) {
    float[] half = scratch.floats(Scratch.HALF, 6 * 3 * line);
    float[] done = scratch.floats(Scratch.PHASES, 6 * line);
    for (int x = 0; x < 3; x++) {
      lines(taps, x * line, 3 * line, count, half, x * line, 3 * line);
    }
    for (int i = begin / SIDE; i < end / SIDE; i++) {
      lines(half, 3 * i * line, line, count, done, 0, line);
      for (int j = 0; j < 6; j++) {
        System.arraycopy(done, j * line, to, at + (6 * i + j) * stride, count);
      }
    }
  }

  /**
   * {@code G w}: three values of each weight to six.
   *
   * @param from floats from one value to the next
   * @param count weights, which lie beside each other
   * @param to floats from one result to the next
   */
  static void lines(float[] w, int wo, int from, int count, float[] u, int uo, int to) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wo + i);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, wo + from + i);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, wo + 2 * from + i);
      FloatVector outer = w0.add(w2).mul(-1 / 6f);
      FloatVector wide = w2.fma(FloatVector.broadcast(SPECIES, 4), w0).mul(1 / 24f);
      FloatVector sixth = w1.mul(1 / 6f);
      FloatVector twelfth = w1.mul(1 / 12f);
      w0.mul(0.25f).intoArray(u, uo + i);
      outer.sub(sixth).intoArray(u, uo + to + i);
      outer.add(sixth).intoArray(u, uo + 2 * to + i);
      wide.add(twelfth).intoArray(u, uo + 3 * to + i);
      wide.sub(twelfth).intoArray(u, uo + 4 * to + i);
      w2.intoArray(u, uo + 5 * to + i);
    }
  }
}
