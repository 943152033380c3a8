package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.BlockSource;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * The transforms of Winograd's F(4x4, 3x3) for 16 channels at a time: rows of tiles are read as
 * {@code [pixel][16]} and transformed. The tile rows of all images are numbered through.
 */
final class WinogradBlock {
  private static final int SIDE = TileGrid.SIDE;
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WinogradLines.GROUP;

  /** Tile rows of an image, and tiles of a row. */
  final int rows;

  final int columns;
  private final int height;
  private final int width;

  /** Floats of a row between the two passes: its pixels, one on the left, some on the right. */
  final int halfRow;

  WinogradBlock(int height, int width) {
    this.height = height;
    this.width = width;
    this.rows = (height + SIDE - 1) / SIDE;
    this.columns = (width + SIDE - 1) / SIDE;
    this.halfRow = (columns * SIDE + 2) * SIZE;
  }

  /** Whether these are the transforms for maps of this size. */
  boolean fits(int height, int width) {
    return this.height == height && this.width == width;
  }

  /** The first pixel of a tile row, numbered through all images. */
  int pixel(int row) {
    return (row / rows * height + row % rows * SIDE) * width;
  }

  /** Pixels of some tile rows. */
  int pixels(int firstRow, int count) {
    int last = firstRow + count - 1;
    int end = Math.min(height, (last % rows + 1) * SIDE);
    return (last / rows * height + end) * width - pixel(firstRow);
  }

  /**
   * Transforms tile rows for a product: {@code Bt d B} of the pixels of each tile and those around
   * it.
   *
   * @param source of the pixels
   * @param block of the channels
   * @param v element (position, tile, channel) goes to {@code v[to + position*stride + tile*16 +
   *     channel]}; null if unwanted
   * @param taps what {@code A d At} is of each tile's own pixels goes to {@code taps[tapsTo +
   *     position*tapsStride + tile*WeightSums.GROUP + channel]}; null if unwanted
   */
  void transform(
      BlockSource source,
      int block,
      int firstRow,
      int count,
      float[] v,
      int to,
      int stride,
      float[] taps,
      int tapsTo,
      int tapsStride,
      Scratch scratch) {
    float[] half = scratch.aligned(Scratch.HALF, 6 * halfRow);
    for (int i = 0; i < 6; i++) {
      int row = FIRST + i * halfRow;
      Arrays.fill(half, row, row + SIZE, 0);
      Arrays.fill(half, row + (width + 1) * SIZE, row + halfRow, 0);
    }
    Blocks inPlace = source.blocksOnHeap();
    int lastInside = (height - 1) / SIDE; // before it rows end within the image
    int tile = 0;
    for (int row = firstRow, next; row < firstRow + count; row = next) {
      int image = row / rows;
      next = Math.min(firstRow + count, (image + 1) * rows);
      int top = row % rows;
      float[] pixels;
      int begin = FIRST;
      if (inPlace != null && top > 0 && top < lastInside) {
        next = Math.min(next, image * rows + lastInside);
        pixels = inPlace.array(null);
        begin = inPlace.index(image, block, (top * SIDE - 1) * width);
      } else {
        next = inPlace != null ? row + 1 : next;
        pixels = stage(source, image, block, top, next - row, scratch);
      }
      for (int r = 0; r < next - row; r++, tile += columns) {
        int at = begin + r * SIDE * width * SIZE;
        if (v != null) {
          input(pixels, at, half, v, to + tile * SIZE, stride);
        }
        if (taps != null) {
          int own = at + width * SIZE;
          taps(pixels, own, half, taps, tapsTo + tile * WeightSums.GROUP, tapsStride);
        }
      }
    }
  }

  /** A row of tiles, whose pixels begin with the row above. */
  private void input(float[] pixels, int at, float[] half, float[] v, int to, int stride) {
    int row = width * SIZE;
    int line = columns * SIZE;
    WinogradLines.input(pixels, at, row, SIZE, half, FIRST + SIZE, halfRow, row);
    for (int i = 0; i < 6; i++) {
      int from = FIRST + i * halfRow;
      int position = to + 6 * i * stride;
      WinogradLines.input(half, from, SIZE, SIDE * SIZE, v, position, stride, line);
    }
  }

  private void taps(float[] pixels, int at, float[] half, float[] t, int to, int stride) {
    int row = width * SIZE;
    int line = columns * SIZE;
    WinogradLines.taps(pixels, at, row, SIZE, half, FIRST + SIZE, halfRow, SIZE, row);
    for (int i = 0; i < 6; i++) {
      int from = FIRST + i * halfRow + SIZE;
      int position = to + 6 * i * stride;
      WinogradLines.taps(
          half, from, SIZE, SIDE * SIZE, t, position, stride, WeightSums.GROUP, line);
    }
  }

  /** Rows of an image's tiles with one above and one below, zeros beyond the image. */
  private float[] stage(
      BlockSource source, int image, int block, int top, int tileRows, Scratch scratch) {
    int first = SIDE * top - 1;
    int end = first + SIDE * tileRows + 2;
    int y0 = Math.max(0, first);
    int count = (Math.min(height, end) - y0) * width;
    int row = width * SIZE;
    float[] pixels = scratch.aligned(Scratch.STAGE, (end - first) * row);
    int at = FIRST + (y0 - first) * row;
    Arrays.fill(pixels, FIRST, at, 0);
    source.readBlock(image, block, y0 * width, count, pixels, at, SIZE, scratch);
    Arrays.fill(pixels, at + count * SIZE, FIRST + (end - first) * row, 0);
    return pixels;
  }

  /**
   * {@code At M A}: the pixels of tile rows, of {@link WinogradLines#GROUP} channels.
   *
   * @param m element (position, tile, channel) is {@code m[at + position*positionStride +
   *     tile*BlockedProduct.COLUMNS + channel]}
   * @return {@code [pixel][channel]} from FIRST on, the thread's until it transforms again
   */
  float[] pixels(float[] m, int at, int positionStride, int firstRow, int count, Scratch scratch) {
    int room = (pixels(firstRow, count) + SIDE * width) * GROUP;
    float[] y = scratch.aligned(Scratch.STAGE, room);
    int to = FIRST;
    for (int r = 0; r < count; r++) {
      float[] half = half(m, at, positionStride, r, scratch);
      int row = width * GROUP;
      WinogradLines.output(half, FIRST, halfRow, GROUP, y, to, row, GROUP, row);
      to += Math.min(SIDE, height - (firstRow + r) % rows * SIDE) * row;
    }
    return y;
  }

  /** The first pass of a tile row: six rows of its pixels, from FIRST on. */
  float[] half(float[] m, int at, int positionStride, int row, Scratch scratch) {
    float[] half = scratch.aligned(Scratch.HALF, 6 * halfRow);
    int next = BlockedProduct.COLUMNS;
    int tile = at + row * columns * next;
    for (int i = 0; i < 6; i++) {
      int from = tile + 6 * i * positionStride;
      int to = FIRST + i * halfRow;
      WinogradLines.output(
          m, from, positionStride, next, half, to, GROUP, SIDE * GROUP, columns * GROUP);
    }
    return half;
  }

  /**
   * The same as planes.
   *
   * @param planes channel c's pixels go to {@code planes[c*Blocks.distance(pixels)]} and onwards
   */
  void planes(
      float[] m,
      int at,
      int positionStride,
      int firstRow,
      int count,
      float[] planes,
      Scratch scratch) {
    float[] y = pixels(m, at, positionStride, firstRow, count, scratch);
    int all = pixels(firstRow, count);
    Transpose.run(y, FIRST, GROUP, all, GROUP, planes, 0, Blocks.distance(all));
  }

  /**
   * How many tile rows are best computed at once: whole images if these have fewer tiles than
   * {@code most}, else equal pieces of one.
   */
  int step(int most) {
    int image = rows * columns;
    if (image <= most) {
      return most / image * rows;
    }
    int pieces = (rows + Math.max(1, most / columns) - 1) / Math.max(1, most / columns);
    return (rows + pieces - 1) / pieces;
  }
}
