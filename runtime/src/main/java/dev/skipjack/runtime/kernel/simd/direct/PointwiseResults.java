package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.PIXELS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * What a 1 x 1 convolution writes: products of pixels, which are numbered through all images. Whole
 * tiles are written where they belong, if the output lies in blocks on the heap; what is left of an
 * image, and everything elsewhere, waits in an array to be copied.
 */
final class PointwiseResults {
  private final int depth;
  private final int step;
  private final int outs;
  private final int imagePixels;

  /** Whether pieces whose statistics are taken end with an image, as inputs read in place do. */
  private final boolean imagewise;

  /** Pixels that are multiplied before they are copied, whole tiles. */
  private final int waiting;

  private final int next;
  private final int slot;
  private final float[] bias;
  private final PointwiseProduct product;
  private Epilogue epilogue;

  /**
   * @param step floats from one pixel of the input to the next
   * @param imagePixels of an image
   * @param imagewise whether pieces whose statistics are taken end with an image
   * @param waiting pixels that are multiplied before they are copied, whole tiles
   * @param slot of a thread's arrays, for those
   */
  PointwiseResults(
      int depth, int step, int outs, int imagePixels, boolean imagewise, int waiting, int slot) {
    this.depth = depth;
    this.step = step;
    this.outs = outs;
    this.imagePixels = imagePixels;
    this.imagewise = imagewise;
    this.waiting = waiting;
    this.next = waiting * SIZE + LENGTH;
    this.slot = slot;
    this.bias = new float[(outs + COLUMNS - 1) / COLUMNS * COLUMNS];
    this.product = new PointwiseProduct(depth, step, step == SIZE);
  }

  /** What the next run multiplies by, and ends with. */
  void bind(float[] packed, Epilogue end) {
    epilogue = end;
    end.bias(bias, outs);
    product.bind(packed, bias, end.floor(), end.ceiling());
  }

  /** Lets go of them. */
  void release() {
    epilogue = null;
    product.release();
  }

  /**
   * Multiplies pixels of an input, from {@code x[xo]} on, by a block of output channels. Where
   * statistics are taken, pieces are the same wherever the maps lie, and so are the sums.
   *
   * @param part of the epilogue
   * @param offsets as {@link PointwiseProduct#multiply} takes them
   */
  void compute(
      int part,
      int block,
      int first,
      int count,
      float[] x,
      int xo,
      int[] offsets,
      Scratch scratch) {
    int channels = Math.min(COLUMNS, outs - block * COLUMNS);
    for (int p = 0, n; p < count; p += n) {
      int from = xo + p * step;
      int pixel = (first + p) % imagePixels;
      int ofImage = Math.min(count - p, imagePixels - pixel);
      n = piece(count - p, ofImage, channels);
      if (epilogue.isInPlace() && n <= ofImage && fitting(n, channels) == n) {
        write(part, block, channels, (first + p) / imagePixels, pixel, n, x, from, offsets);
      } else {
        copy(part, block, channels, first + p, n, x, from, offsets, scratch);
      }
    }
  }

  /**
   * How many pixels are multiplied next.
   *
   * @param rest that there are, {@code ofImage} of them of the same image
   */
  private int piece(int rest, int ofImage, int channels) {
    boolean summed = epilogue.takesStatistics();
    if (!summed && !epilogue.isInPlace()) {
      return Math.min(rest, waiting);
    }
    int most = summed ? Math.min(ofImage, waiting) : ofImage;
    int whole = fitting(most, channels);
    return whole > 0 ? whole : Math.min(summed && imagewise ? most : rest, PIXELS);
  }

  /**
   * How many pixels {@link #compute} reads where so many of an image are wanted: the tiles of its
   * last piece may reach further than those of all pixels at once.
   */
  int reached(int count, int channels) {
    int reached = 0;
    for (int p = 0, n; p < count; p += n) {
      n = piece(count - p, count - p, channels);
      reached = p + PointwiseProduct.tiled(n, channels);
    }
    return reached;
  }

  /** How many of these pixels are tiles that write nothing beyond them. */
  private static int fitting(int pixels, int channels) {
    return PointwiseProduct.tiled(pixels, channels) == pixels ? pixels : pixels - pixels % PIXELS;
  }

  private void write(
      int part,
      int block,
      int channels,
      int image,
      int pixel,
      int count,
      float[] x,
      int from,
      int[] offsets) {
    Blocks output = epilogue.output();
    Blocks addend = epilogue.addend();
    int of = block * (COLUMNS / SIZE);
    float[] out = output.array(null);
    float[] other = addend == null ? null : addend.array(null);
    int at = output.index(image, of, pixel);
    int ao = addend == null ? 0 : addend.index(image, of, pixel);
    int beside = imagePixels * SIZE;
    int channel = block * COLUMNS;
    product.multiply(
        channel * depth, channel, channels, x, from, offsets, count, other, ao, out, at, beside);
    for (int c = 0; c < channels; c += SIZE) {
      epilogue.finishProducts(part, channel + c, SIZE, out, at + c / SIZE * beside, count);
    }
  }

  private void copy(
      int part,
      int block,
      int channels,
      int first,
      int count,
      float[] x,
      int from,
      int[] offsets,
      Scratch scratch) {
    Blocks addend = epilogue.addend();
    int of = block * (COLUMNS / SIZE);
    float[] other = null;
    if (addend != null) {
      other = scratch.aligned(Scratch.PIXELS, COLUMNS / SIZE * next);
      for (int c = 0; c < channels; c += SIZE) {
        int to = FIRST + c / SIZE * next;
        addend.readThrough(of + c / SIZE, first, other, to, count);
        // of the last tile, whose results beyond are not wanted
        Arrays.fill(other, to + count * SIZE, to + reached(count) * SIZE, 0);
      }
    }
    float[] out = scratch.aligned(slot, COLUMNS / SIZE * next);
    int channel = block * COLUMNS;
    product.multiply(
        channel * depth,
        channel,
        channels,
        x,
        from,
        offsets,
        count,
        other,
        FIRST,
        out,
        FIRST,
        next);
    for (int c = 0; c < channels; c += SIZE) {
      int lanes = Math.min(SIZE, channels - c);
      int at = FIRST + c / SIZE * next;
      epilogue.finishThrough(part, channel + c, lanes, first, out, at, count, scratch);
    }
  }

  private static int reached(int pixels) {
    return (pixels + PIXELS - 1) / PIXELS * PIXELS;
  }
}
