package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/** Blocks of channels, whose pixels are some vectors each: rows are copied as they lie. */
final class PaddedBlocks extends PaddedInput {
  /** Whether rows follow each other as they do in the map. */
  private final boolean dense;

  /**
   * @param step 1, or the stride for columns that stay together
   * @param images whole images of a chunk
   * @param outRows rows of the output of an image of a chunk
   */
  PaddedBlocks(ConvolutionSpec spec, int step, int height, int width, int images, int outRows) {
    super(spec, SIZE, step, height, width, images, outRows);
    this.dense = stride == 1 && rowSize == width && top == 0;
  }

  /**
   * Fills a block of an image, normalised. What lies between it and the image before it stays as it
   * is: no output pixel that is wanted sees it.
   *
   * @param place which image of the chunk this is
   * @param y first row of the output
   * @param outRows rows of the output; all that the chunk has of an image
   */
  void fill(
      Blocks x,
      Prologue prologue,
      int image,
      int block,
      int place,
      int y,
      int outRows,
      float[] to,
      int at,
      Scratch scratch) {
    int rows = outRows + reach;
    int begin = y * stride - top;
    if (dense) {
      int t = at + place * imageRows * rowSize * SIZE;
      x.read(image, block, begin * width, to, t, rows * width);
      prologue.apply(block, to, t, rows * width);
      return;
    }
    for (int row = 0; row < rows; row++) {
      for (int phase = 0; phase < usedRowPhases; phase++) {
        int from = begin + row * stride + phase;
        int pixel = phase * columnPhases * phaseSize + (place * imageRows + row) * rowSize;
        if (from < 0 || from >= height) {
          clearRow(to, at + pixel * SIZE);
        } else if (columnPhases == 1) {
          fillRow(x, prologue, image, block, from, to, at + pixel * SIZE);
        } else {
          divideRow(x, prologue, image, block, from, to, at + pixel * SIZE, scratch);
        }
      }
    }
    for (int phase = 0; phase < phases; phase++) { // the right padding of the last row
      int t = at + (phase * phaseSize + (place * imageRows + rows) * rowSize) * SIZE;
      Arrays.fill(to, t, t + reachRight * step * SIZE, 0);
    }
  }

  /**
   * Fills rows of a block of an image out of pixels that are in the cache, normalised.
   *
   * @param pixels {@code [pixel][16]} of whole rows, {@code firstRow} the first of them
   * @param y first row of the output
   * @param outRows rows of the output
   * @param done rows of each phase that are there, the last ones of a band that ended before y
   */
  void fill(
      float[] pixels,
      int from,
      int firstRow,
      Prologue prologue,
      int block,
      int y,
      int outRows,
      int done,
      float[] to,
      int at) {
    int rows = outRows + reach;
    for (int row = done; row < rows; row++) {
      for (int phase = 0; phase < usedRowPhases; phase++) {
        int input = (y + row) * stride + phase - top;
        int t = at + (phase * columnPhases * phaseSize + row * rowSize) * SIZE;
        if (input < 0 || input >= height) {
          clearRow(to, t);
        } else {
          int pixel = from + (input - firstRow) * width * SIZE;
          for (int column = 0; column < usedColumnPhases; column++) {
            divide(pixels, pixel, column, prologue, block, to, t + column * phaseSize * SIZE);
          }
        }
      }
    }
    for (int phase = 0; phase < phases; phase++) { // the right padding of the last row
      int t = at + (phase * phaseSize + rows * rowSize) * SIZE;
      Arrays.fill(to, t, t + reachRight * SIZE, 0);
    }
  }

  /** What a phase has of a row. */
  private void divide(
      float[] row, int from, int phase, Prologue prologue, int block, float[] to, int at) {
    int zeros = (left - phase + stride - 1) / stride;
    int column = zeros * stride + phase - left;
    int count = column >= width ? 0 : (width - 1 - column) / stride + 1;
    int first = at + zeros * SIZE;
    Arrays.fill(to, at, first, 0);
    prologue.apply(block, row, from + column * SIZE, stride * SIZE, count, to, first);
    Arrays.fill(to, first + count * SIZE, at + pitch * SIZE, 0);
  }

  /** Moves the last rows that a band filled to where the next one begins. */
  void roll(int outRows, float[] to, int at) {
    for (int phase = 0; phase < phases; phase++) {
      int t = at + phase * phaseSize * SIZE;
      System.arraycopy(to, t + outRows * rowSize * SIZE, to, t, reach * rowSize * SIZE);
    }
  }

  private void clearRow(float[] to, int at) {
    for (int phase = 0; phase < columnPhases; phase++) {
      int t = at + phase * phaseSize * SIZE;
      Arrays.fill(to, t, t + rowSize * SIZE, 0);
    }
  }

  private void fillRow(
      Blocks x, Prologue prologue, int image, int block, int row, float[] to, int at) {
    int first = at + left * SIZE;
    int end = at + rowSize * SIZE;
    Arrays.fill(to, at, first, 0);
    x.read(image, block, row * width, to, first, width);
    prologue.apply(block, to, first, width);
    if (first + width * SIZE < end) {
      Arrays.fill(to, first + width * SIZE, end, 0);
    }
  }

  private void divideRow(
      Blocks x,
      Prologue prologue,
      int image,
      int block,
      int row,
      float[] to,
      int at,
      Scratch scratch) {
    float[] pixels = scratch.floats(Scratch.PIXELS, width * SIZE);
    x.read(image, block, row * width, pixels, 0, width);
    prologue.apply(block, pixels, 0, width);
    clearRow(to, at);
    for (int column = 0; column < width; column++) {
      int padded = column + left;
      int phase = padded % stride;
      if (phase < usedColumnPhases) {
        int t = at + (phase * phaseSize + padded / stride) * SIZE;
        System.arraycopy(pixels, column * SIZE, to, t, SIZE);
      }
    }
  }
}
