package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.simd.algorithm.WeightGradient;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * The products of {@link WinogradGradient} where one chunk holds all tiles and the channels are so
 * many that transformed weights, four times as large as the weights, would pass through memory. For
 * a band of ROWS input channels at a time, weights are transformed just before their product, and
 * sums of the weight gradient right behind theirs.
 */
final class WinogradBands {
  private static final int WEIGHTS = 3;
  private static final int SUMS = 4;
  private static final int UNPACKED = 5;
  private static final int POSITIONS = WinogradWeights.POSITIONS;
  private static final int TAPS = 9;

  private final int ins;
  private final int outs;
  private final WeightGradient gradient;

  /** Of each part. */
  private final WeightSums[] sums;

  WinogradBands(int ins, int outs, WeightGradient gradient) {
    this.ins = ins;
    this.outs = outs;
    this.gradient = gradient;
    this.sums = new WeightSums[Parts.MOST];
    Arrays.setAll(sums, part -> new WeightSums(POSITIONS, ROWS, outs));
  }

  /**
   * Computes a band.
   *
   * @param weight {@code [outs, ins, 3, 3]}, or null if the data gradient is unwanted
   * @param weightGradient null if unwanted
   */
  void run(
      int part,
      int band,
      WinogradGradient.Chunk chunk,
      Memory weight,
      Memory weightGradient,
      Scratch scratch) {
    int first = band * ROWS;
    int count = Math.min(ROWS, ins - first);
    if (weight != null) {
      multiply(chunk, weight, first, count, scratch);
    }
    if (weightGradient != null) {
      sum(sums[part], chunk, first, scratch);
      gradient.write(sums[part], first, count, weightGradient, scratch);
    }
  }

  /**
   * Transforms the weights of some input channels.
   *
   * @param count at most ROWS
   * @param at where the first position begins
   * @param stride floats from one position to the next
   */
  void pack(Memory weight, int first, int count, float[] to, int at, int stride, Scratch scratch) {
    int taps = count * TAPS;
    float[] w = scratch.floats(UNPACKED, outs * taps);
    for (int out = 0; out < outs; out++) {
      weight.read(((long) out * ins + first) * TAPS, w, out * taps, taps);
    }
    WinogradWeights.pack(w, TAPS, taps, true, 0, count, count, outs, to, at, stride, scratch);
  }

  /** The data gradient of a band. */
  private void multiply(
      WinogradGradient.Chunk chunk, Memory weight, int first, int count, Scratch scratch) {
    int size = ROWS * outs;
    float[] u = scratch.floats(WEIGHTS, POSITIONS * size);
    pack(weight, first, count, u, 0, size, scratch);
    int ld = chunk.panels * COLUMNS;
    for (int position = 0; position < POSITIONS; position++) {
      int a = position * size;
      int g = FIRST + position * chunk.gStride();
      int m = FIRST + position * chunk.mStride() + first * ld;
      for (int p = 0; p < chunk.panels; p++, g += outs * COLUMNS, m += COLUMNS) {
        Gemm.multiply(u, a, chunk.g, g, outs, chunk.m, m, ld, count);
      }
    }
  }

  /** The products of a band with the output's gradient, summed over all tiles. */
  private void sum(WeightSums sums, WinogradGradient.Chunk chunk, int first, Scratch scratch) {
    sums.prepare(ROWS, 1, chunk.tiles, scratch, SUMS);
    int panel = Panels.blocks(ins) * ROWS * COLUMNS;
    for (int position = 0; position < POSITIONS; position++) {
      int z = FIRST + position * chunk.zStride() + first * COLUMNS;
      int t = FIRST + position * chunk.tStride();
      sums.clear(0, position);
      sums.add(
          0, position, chunk.z, z, panel, ROWS, chunk.t, t, sums.stride(), COLUMNS, chunk.tiles);
    }
  }
}
