package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.MANY_REGISTERS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * A vector is some output channels of a pixel; pixels are broadcast, so that it does not matter how
 * they lie. The results {@code [pixel][COLUMNS]} are transposed at last, where planes are wanted.
 */
public final class BlockedProduct extends ShiftedProduct {
  /** Output channels of a block. */
  public static final int COLUMNS = 2 * LENGTH;

  private static final boolean WIDE = LENGTH == 16;

  /**
   * Whether tiles are of six pixels, or four. Weights are read for so few that the depth is cut,
   * and a step is so short that channels that lie beside each other have a loop of their own.
   */
  public static final boolean SMALL = !MANY_REGISTERS;

  /** A piece of the depth, whose weights leave room in a first-level cache of 32 KiB. */
  static final int DEEP = 128;

  /** Pixels of a tile, or of two. */
  public static final int PIXELS = WIDE ? 14 : SMALL ? 6 : 8;

  /** Rows of weights that are packed at once, so that they stay in the nearest cache. */
  private static final int PIECE = 64;

  /** Multiplications that take as long as transposing one result. */
  private static final double TRANSPOSED = 50;

  /** A multiplication in a tile of one vector takes longer: it loads as much as it multiplies. */
  private static final double HALF = 1.4;

  /** Floats from one pixel to the next: of planes, or of blocks of channels. */
  private final int distance;

  private final boolean inRuns;

  /**
   * @param stride of the convolution; one of 2 needs no pixels to be moved
   * @param input how the input lies
   */
  public BlockedProduct(int stride, Layout input) {
    this(stride, input, false);
  }

  /**
   * @param inRuns whether the rows from each multiple of a block on are channels of a pixel, so
   *     that they lie behind each other in maps in blocks
   */
  public BlockedProduct(int stride, Layout input, boolean inRuns) {
    super(COLUMNS, stride == 2 ? 2 : 1);
    this.distance = input == Layout.BLOCKS ? step * Blocks.SIZE : step;
    this.inRuns = inRuns;
  }

  @Override
  public void pack(float[] w, int from, int count, int depth, float[] to, int at) {
    packBlock(w, from, count, depth, to, at);
  }

  static void packBlock(float[] w, int from, int count, int depth, float[] to, int at) {
    for (int d = 0; d < depth; d += PIECE) {
      int n = Math.min(PIECE, depth - d);
      Transpose.run(w, from + d, depth, count, n, to, at + d * COLUMNS, COLUMNS);
      for (int i = d; count < COLUMNS && i < d + n; i++) {
        Arrays.fill(to, at + i * COLUMNS + count, at + (i + 1) * COLUMNS, 0);
      }
    }
  }

  @Override
  public double cost(int outs, int depth) {
    int rest = outs % COLUMNS;
    double half = rest > 0 && rest <= LENGTH ? HALF * LENGTH : 0;
    double computed = half > 0 ? outs - rest + half : Lanes.roundUp(outs, COLUMNS);
    return computed * depth + TRANSPOSED * outs;
  }

  @Override
  public void multiply(
      float[] a,
      int ao,
      float[] x,
      int xo,
      int[] offsets,
      int depth,
      int pixels,
      float[] out,
      int oo,
      int ldo,
      int wanted,
      Scratch scratch) {
    float[] t = products(a, ao, x, xo, offsets, depth, pixels, wanted, scratch);
    Transpose.run(t, FIRST, COLUMNS, pixels, wanted, out, oo, ldo);
  }

  /**
   * The same before it is transposed.
   *
   * @return {@code [pixel][COLUMNS]} from FIRST on, the thread's until it asks for the next
   */
  public float[] products(
      float[] a,
      int ao,
      float[] x,
      int xo,
      int[] offsets,
      int depth,
      int pixels,
      int wanted,
      Scratch scratch) {
    float[] t = scratch.aligned(Scratch.BLOCK, size(pixels));
    products(a, ao, x, xo, offsets, depth, pixels, wanted, t, FIRST);
    return t;
  }

  /** Floats of so many results. */
  public static int size(int pixels) {
    return Lanes.roundUp(pixels, PIXELS) * COLUMNS;
  }

  /**
   * How many pixels are computed for so many of a map in blocks, by whole register tiles.
   *
   * @param wanted of COLUMNS outputs
   */
  public static int computed(int pixels, int wanted) {
    int computed = 0;
    for (int p = 0; p < pixels; ) {
      int n = wanted > LENGTH ? tile(pixels - p) : PIXELS;
      p += n;
      computed += n;
    }
    return computed;
  }

  /** Of tiles of two vectors, wide ones for maps in blocks, that which wastes least. */
  static int tile(int pixels) {
    if (pixels <= 4) {
      return 4;
    }
    if (SMALL) {
      return pixels == 7 || pixels == 8 ? 4 : 6; // 7 and 8 are two of 4
    }
    if (!WIDE) {
      return 8;
    }
    if (pixels <= 7) {
      return 7;
    }
    return pixels == 8 || pixels == 15 || pixels == 16 ? 8 : PIXELS; // 15 and 16 are two of 8
  }

  /** The same, written from {@code t[at]} on. */
  public void products(
      float[] a,
      int ao,
      float[] x,
      int xo,
      int[] offsets,
      int depth,
      int pixels,
      int wanted,
      float[] t,
      int at) {
    boolean both = wanted > LENGTH;
    if (both && SMALL) {
      pieces(a, ao, x, xo, offsets, depth, pixels, t, at);
      return;
    }
    for (int p = 0, n; p < pixels; p += n) {
      int from = xo + p * distance;
      int to = at + p * COLUMNS;
      n = PIXELS;
      if (both && (!WIDE || distance == Blocks.SIZE)) {
        n = tile(pixels - p);
        fitting(a, ao, x, from, offsets, depth, t, to, n);
      } else if (WIDE && both) {
        BlockedTiles.tile14x2(distance, a, ao, x, from, offsets, depth, t, to);
      } else if (WIDE) {
        BlockedTiles.tile14x1(distance, a, ao, x, from, offsets, depth, t, to);
      } else if (MANY_REGISTERS) {
        BlockedTiles.tile8x1(distance, a, ao, x, from, offsets, depth, t, to);
      } else {
        BlockedTiles.tile6x1(distance, a, ao, x, from, offsets, depth, t, to);
      }
    }
  }

  /** Both vectors: Winograd's tiles of small maps, and the ends of rows, have smaller tiles. */
  private void fitting(
      float[] a,
      int ao,
      float[] x,
      int xo,
      int[] offsets,
      int depth,
      float[] t,
      int to,
      int pixels) {
    if (WIDE) {
      switch (pixels) {
        case 4 -> BlockedTiles.tile4x2Step16(a, ao, x, xo, offsets, depth, t, to);
        case 7 -> BlockedTiles.tile7x2Step16(a, ao, x, xo, offsets, depth, t, to);
        case 8 -> BlockedTiles.tile8x2Step16(a, ao, x, xo, offsets, depth, t, to);
        default -> BlockedTiles.tile14x2Step16(a, ao, x, xo, offsets, depth, t, to);
      }
    } else if (pixels == 4) {
      BlockedTiles.tile4x2(distance, a, ao, x, xo, offsets, depth, t, to);
    } else {
      BlockedTiles.tile8x2(distance, a, ao, x, xo, offsets, depth, t, to);
    }
  }

  /**
   * Both vectors of few pixels at a time, a piece of the depth after the other: each tile reads the
   * weights of all of its depth, which come from the nearest cache then.
   */
  private void pieces(
      float[] a,
      int ao,
      float[] x,
      int xo,
      int[] offsets,
      int depth,
      int pixels,
      float[] t,
      int at) {
    boolean runs = inRuns && depth % Blocks.SIZE == 0;
    for (int first = 0; first < depth; first += DEEP) {
      int end = Math.min(depth, first + DEEP);
      for (int p = 0, n; p < pixels; p += n) {
        n = tile(pixels - p);
        int from = xo + p * distance;
        int to = at + p * COLUMNS;
        if (n == 4) {
          BlockedTiles.piece4x2(distance, runs, a, ao, x, from, offsets, first, end, t, to);
        } else {
          BlockedTiles.piece6x2(distance, runs, a, ao, x, from, offsets, first, end, t, to);
        }
      }
    }
  }
}
