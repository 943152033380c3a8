package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * What a {@link WinogradBlockConvolution} writes, {@link WinogradLines#GROUP} channels of some tile
 * rows at a time. The last pass of the transform ends with bias, addend and bounds, and writes rows
 * of blocks on the heap where they belong.
 */
final class WinogradBlockResults {
  private static final int SIDE = TileGrid.SIDE;
  private static final int GROUP = WinogradLines.GROUP;

  private final WinogradBlock tiles;
  private final int width;
  private final int height;
  private final int slot;
  private final float[] bias;
  private Epilogue epilogue;

  /**
   * @param slot of a thread's arrays, for rows that wait to be copied
   */
  WinogradBlockResults(WinogradBlock tiles, int outs, int height, int width, int slot) {
    this.tiles = tiles;
    this.height = height;
    this.width = width;
    this.slot = slot;
    this.bias = new float[outs];
  }

  void bind(Epilogue end) {
    epilogue = end;
    end.bias(bias, bias.length);
  }

  /**
   * Of an output in blocks.
   *
   * @param part of the epilogue
   * @param m as {@link WinogradBlock#pixels} takes it, as {@code at} and {@code stride}
   */
  void blocks(
      int part, int channel, int first, int count, float[] m, int at, int stride, Scratch scratch) {
    Blocks output = epilogue.output();
    Blocks addend = epilogue.addend();
    boolean inPlace = epilogue.isInPlace() && GROUP == SIZE;
    for (int r = 0; r < count; r++) {
      int image = (first + r) / tiles.rows;
      int y = (first + r) % tiles.rows * SIDE;
      int rows = Math.min(SIDE, height - y);
      int block = channel / SIZE;
      if (inPlace && rows == SIDE) {
        int to = output.index(image, block, y * width);
        int ao = addend == null ? 0 : addend.index(image, block, y * width);
        float[] other = addend == null ? null : addend.array(null);
        float[] out = output.array(null);
        row(channel, r, m, at, stride, other, ao, out, to, scratch);
        epilogue.finishProducts(part, channel, GROUP, out, to, rows * width);
        continue;
      }
      float[] out = scratch.floats(slot, SIDE * width * GROUP);
      float[] other = null;
      if (addend != null) {
        other = scratch.floats(Scratch.PIXELS, SIDE * width * GROUP);
        addend.read(image, channel, GROUP, y * width, other, rows * width);
      }
      row(channel, r, m, at, stride, other, 0, out, 0, scratch);
      epilogue.finishProducts(part, channel, GROUP, out, 0, rows * width);
      output.write(image, channel, GROUP, y * width, out, rows * width);
    }
  }

  /** Of an output in planes, to which nothing is added and of which no statistics are taken. */
  void planes(int channel, int first, int count, float[] m, int at, int stride, Scratch scratch) {
    Planes output = epilogue.planes();
    int pixels = tiles.pixels(first, count);
    float[] y = scratch.aligned(Scratch.STAGE, (pixels + SIDE * width) * GROUP);
    int to = FIRST;
    for (int r = 0; r < count; r++) {
      row(channel, r, m, at, stride, null, 0, y, to, scratch);
      to += tiles.pixels(first + r, 1) * GROUP;
    }
    epilogue.finishProducts(0, channel, GROUP, y, FIRST, pixels);
    int from = FIRST;
    for (int row = first, next, n; row < first + count; row = next, from += n * GROUP) {
      int image = row / tiles.rows;
      next = Math.min(first + count, (image + 1) * tiles.rows);
      n = tiles.pixels(row, next - row);
      int pixel = tiles.pixel(row) - tiles.pixel(image * tiles.rows);
      if (output.isOnHeap()) {
        int place = output.index(image, channel, pixel);
        Transpose.run(y, from, GROUP, n, GROUP, output.array(null), place, output.pixels);
      } else {
        int ld = Blocks.distance(n);
        float[] planes = scratch.aligned(slot, GROUP * ld);
        Transpose.run(y, from, GROUP, n, GROUP, planes, FIRST, ld);
        for (int c = 0; c < GROUP; c++) {
          output.write(image, channel + c, pixel, planes, FIRST + c * ld, n);
        }
      }
    }
  }

  /** Four rows of pixels of a tile row, {@code [pixel][channel]}. */
  private void row(
      int channel,
      int r,
      float[] m,
      int at,
      int stride,
      float[] addend,
      int ao,
      float[] out,
      int to,
      Scratch scratch) {
    float[] half = tiles.half(m, at, stride, r, scratch);
    int line = width * GROUP;
    WinogradLines.result(
        half,
        FIRST,
        tiles.halfRow,
        bias,
        channel,
        addend,
        ao,
        epilogue.floor(),
        epilogue.ceiling(),
        out,
        to,
        line);
  }
}
