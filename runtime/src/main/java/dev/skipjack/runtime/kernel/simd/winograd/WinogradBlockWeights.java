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

  /** Weights of a tap of those. */
  private static final int LINE = PIECE * COLUMNS;

  private WinogradBlockWeights() {}

  /** Blocks of so many channels. */
  static int blocks(int channels) {
    return (channels + COLUMNS - 1) / COLUMNS;
  }

  /** Pieces of so many depths. */
  static int pieces(int depth) {
    return (depth + PIECE - 1) / PIECE;
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
   * Some depths of a block of the data gradient: of input channels, the kernels flipped, as deep as
   * there are output channels.
   *
   * @param firstPiece of the depths
   * @param at where the block begins
   * @param unpacked a slot for weights on their way
   */
  static void packTransposed(
      ConvolutionSpec spec,
      WeightSource from,
      int block,
      int firstPiece,
      int endPiece,
      float[] to,
      int at,
      int unpacked,
      Scratch scratch) {
    int depth = spec.outChannels();
    int first = block * COLUMNS;
    int count = Math.min(COLUMNS, spec.inChannels() - first);
    float[] w = scratch.floats(unpacked, count * TAPS);
    float[] taps = scratch.floats(Scratch.STAGE, TAPS * LINE);
    for (int d = firstPiece * PIECE; d < Math.min(depth, endPiece * PIECE); d += PIECE) {
      int n = Math.min(PIECE, depth - d);
      for (int i = 0; i < n; i++) {
        from.read(((long) (d + i) * spec.inChannels() + first) * TAPS, w, 0, count * TAPS);
        // flipped: the last tap comes first
        Transpose.run(w, 0, TAPS, count, TAPS, taps, (TAPS - 1) * LINE + i * COLUMNS, -LINE);
      }
      WinogradWeights.transform(
          taps,
          LINE,
          n * COLUMNS,
          0,
          WinogradWeights.POSITIONS,
          to,
          at + d * COLUMNS,
          positionSize(depth),
          scratch);
    }
  }

  /**
   * Some positions and depths of a block of the convolution: of output channels, as deep as there
   * are input channels.
   *
   * @param firstPiece of the depths
   * @param begin the first position, of a whole row
   * @param at where position 0 would be
   * @param unpacked a slot for weights on their way
   */
  static void pack(
      ConvolutionSpec spec,
      WeightSource from,
      int block,
      int firstPiece,
      int endPiece,
      int begin,
      int end,
      float[] to,
      int at,
      int unpacked,
      Scratch scratch) {
    int depth = spec.inChannels();
    for (int d = firstPiece * PIECE; d < Math.min(depth, endPiece * PIECE); d += PIECE) {
      int n = Math.min(PIECE, depth - d);
      float[] taps = taps(spec, from, block, d, n, unpacked, scratch);
      WinogradWeights.transform(
          taps, LINE, n * COLUMNS, begin, end, to, at + d * COLUMNS, positionSize(depth), scratch);
    }
  }

  /**
   * The same transformed along rows alone, for {@link WinogradRowConvolution}: {@code
   * [position][row of the kernel][depth][columns]} with six positions.
   */
  static void packRows(
      ConvolutionSpec spec,
      WeightSource from,
      int block,
      float[] to,
      int at,
      int unpacked,
      Scratch scratch) {
    int depth = spec.inChannels();
    for (int d = 0; d < depth; d += PIECE) {
      int n = Math.min(PIECE, depth - d);
      float[] taps = taps(spec, from, block, d, n, unpacked, scratch);
      for (int y = 0; y < 3; y++) {
        int first = at + (y * depth + d) * COLUMNS;
        WinogradWeights.lines(
            taps, 3 * y * LINE, LINE, n * COLUMNS, to, first, 3 * positionSize(depth));
      }
    }
  }

  /** Taps of some input channels, {@code [tap][LINE]}: of each the block's output channels. */
  private static float[] taps(
      ConvolutionSpec spec,
      WeightSource from,
      int block,
      int d,
      int n,
      int unpacked,
      Scratch scratch) {
    int first = block * COLUMNS;
    int count = Math.min(COLUMNS, spec.outChannels() - first);
    int row = PIECE * TAPS;
    float[] w = scratch.floats(unpacked, (count + COLUMNS) * row);
    float[] taps = scratch.floats(Scratch.STAGE, TAPS * LINE);
    for (int o = 0; o < count; o++) {
      from.read(((long) (first + o) * spec.inChannels() + d) * TAPS, w, o * row, n * TAPS);
    }
    int transposed = count * row;
    Transpose.run(w, 0, row, count, n * TAPS, w, transposed, COLUMNS);
    for (int i = 0; i < n * TAPS; i++) {
      int tap = i % TAPS * LINE + i / TAPS * COLUMNS;
      System.arraycopy(w, transposed + i * COLUMNS, taps, tap, COLUMNS);
    }
    return taps;
  }
}
