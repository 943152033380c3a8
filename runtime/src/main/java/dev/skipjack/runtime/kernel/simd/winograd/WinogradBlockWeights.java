package dev.skipjack.runtime.kernel.simd.winograd;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * Weights of 3 x 3 kernels for Winograd's products of {@link WinogradBlock}: {@code
 * [block][position][depth][columns]}, a block being {@link BlockedProduct#COLUMNS} of the channels
 * that are computed.
 */
final class WinogradBlockWeights {
  private static final int COLUMNS = BlockedProduct.COLUMNS;
  private static final int TAPS = 9;

  /** Depths that are transformed at once, in the nearest cache. */
  private static final int PIECE = 16;

  private WinogradBlockWeights() {}

  /** Blocks of so many channels. */
  static int blocks(int channels) {
    return (channels + COLUMNS - 1) / COLUMNS;
  }

  /** Floats of a position of a block. */
  static int positionSize(int depth) {
    return depth * COLUMNS;
  }

  /** Floats of a block. */
  static int blockSize(int depth) {
    return WinogradWeights.POSITIONS * positionSize(depth);
  }

  /**
   * A block of the data gradient: of input channels, the kernels flipped, as deep as there are
   * output channels.
   *
   * @param unpacked a slot for weights on their way
   */
  static void packTransposed(
      ConvolutionSpec spec,
      WeightSource from,
      int block,
      float[] to,
      int at,
      int unpacked,
      Scratch scratch) {
    int depth = spec.outChannels();
    int first = block * COLUMNS;
    int count = Math.min(COLUMNS, spec.inChannels() - first);
    int line = PIECE * COLUMNS;
    float[] w = scratch.floats(unpacked, count * TAPS);
    float[] taps = scratch.floats(Scratch.STAGE, TAPS * line);
    for (int d = 0; d < depth; d += PIECE) {
      int n = Math.min(PIECE, depth - d);
      for (int i = 0; i < n; i++) {
        from.read(((long) (d + i) * spec.inChannels() + first) * TAPS, w, 0, count * TAPS);
        // flipped: the last tap comes first
        Transpose.run(w, 0, TAPS, count, TAPS, taps, (TAPS - 1) * line + i * COLUMNS, -line);
      }
      WinogradWeights.transform(
          taps, line, n * COLUMNS, to, at + d * COLUMNS, positionSize(depth), scratch);
    }
  }

  /**
   * A block of the convolution: of output channels, as deep as there are input channels.
   *
   * @param unpacked a slot for weights on their way
   */
  static void pack(
      ConvolutionSpec spec,
      WeightSource from,
      int block,
      float[] to,
      int at,
      int unpacked,
      Scratch scratch) {
    int depth = spec.inChannels();
    int first = block * COLUMNS;
    int count = Math.min(COLUMNS, spec.outChannels() - first);
    int line = PIECE * COLUMNS;
    int row = PIECE * TAPS;
    float[] w = scratch.floats(unpacked, (count + COLUMNS) * row);
    float[] taps = scratch.floats(Scratch.STAGE, TAPS * line);
    for (int d = 0; d < depth; d += PIECE) {
      int n = Math.min(PIECE, depth - d);
      for (int o = 0; o < count; o++) {
        from.read(((long) (first + o) * depth + d) * TAPS, w, o * row, n * TAPS);
      }
      int transposed = count * row;
      Transpose.run(w, 0, row, count, n * TAPS, w, transposed, COLUMNS);
      for (int i = 0; i < n * TAPS; i++) {
        int tap = i % TAPS * line + i / TAPS * COLUMNS;
        System.arraycopy(w, transposed + i * COLUMNS, taps, tap, COLUMNS);
      }
      WinogradWeights.transform(
          taps, line, n * COLUMNS, to, at + d * COLUMNS, positionSize(depth), scratch);
    }
  }
}
