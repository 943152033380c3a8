package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.product.ShiftedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What a {@link GeneralConvolution} writes: products of a chunk with a block of output channels,
 * numbered through its rows and images, with what is between them, which is left out at last. But
 * of an output in blocks, rows that are about whole tiles are multiplied each for itself, and
 * written where they belong if tiles end with them.
 */
final class GeneralResults {
  /** Slots of a thread's arrays, beside those of {@link GeneralConvolution}. */
  private static final int PRODUCT = 1;

  private static final int PIXELS = 3;

  /** A row of tiles may be longer than that of the input by this part. */
  private static final int FEW_MORE = 32;

  private final Layouts layouts;
  private final ImageChunks chunks;
  private final ShiftedProduct shifted;
  private final PaddedInput padded;
  private final int[] offsets;
  private final int outs;
  private final int outHeight;
  private final int outWidth;

  /** Floats from one channel's products of a chunk to the next. */
  private final int productSize;

  /** Products of rows that end as they are written, or null. */
  private final PointwiseProduct ofRows;

  private final float[] bias;
  private float[] weights;
  private Epilogue epilogue;

  /**
   * @param shifted the product of a whole chunk
   * @param padded the input of one
   * @param offsets of each row of a group's weights
   * @param inRuns as {@link PointwiseProduct} takes it
   */
  GeneralResults(
      ConvolutionSpec spec,
      Layouts layouts,
      ImageChunks chunks,
      ShiftedProduct shifted,
      PaddedInput padded,
      int[] offsets,
      boolean inRuns) {
    this.layouts = layouts;
    this.chunks = chunks;
    this.shifted = shifted;
    this.padded = padded;
    this.offsets = offsets;
    this.outs = spec.outChannels();
    this.outHeight = PaddedInput.outHeight(spec, padded.height);
    this.outWidth = PaddedInput.outWidth(spec, padded.width);
    this.productSize =
        Lanes.roundUp(pixels(chunks.mostImages(), chunks.mostRows()), COLUMNS)
            + LENGTH; // no power of two, whose rows would meet in the same lines of a cache
    int rows = Math.min(outs / spec.groups(), BlockedProduct.COLUMNS);
    boolean byRows =
        !layouts.planesOut()
            && BlockedProduct.COLUMNS >= SIZE
            && PointwiseProduct.tiled(outWidth, rows) <= padded.pitch + padded.pitch / FEW_MORE;
    this.ofRows = byRows ? new PointwiseProduct(offsets.length, step(), inRuns) : null;
    this.bias = new float[Lanes.roundUp(outs, BlockedProduct.COLUMNS)];
  }

  /** What the next run multiplies by, and ends with. */
  void bind(float[] packed, Epilogue end) {
    weights = packed;
    epilogue = end;
    end.bias(bias, outs);
    if (ofRows != null) {
      ofRows.bind(packed, bias, end.floor(), end.ceiling());
    }
  }

  /** Lets go of them. */
  void release() {
    weights = null;
    epilogue = null;
    if (ofRows != null) {
      ofRows.release();
    }
  }

  /** Floats from one pixel of the input to the next. */
  private int step() {
    return padded.step * padded.pixel;
  }

  /** Pixels of some rows of images, with those between them. */
  private int pixels(int images, int rows) {
    return ((images - 1) * padded.imageRows + rows) * padded.pitch;
  }

  /**
   * Multiplies a chunk by a block of output channels.
   *
   * @param part of the epilogue
   * @param wo where the block's weights begin
   * @param channel the block's first, of {@code channels}
   * @param from where the input of the block's group begins
   */
  void compute(
      int part,
      int chunk,
      int wo,
      int channel,
      int channels,
      float[] input,
      int from,
      Scratch scratch) {
    int count = chunks.images(chunk);
    int rows = chunks.rows(chunk);
    if (ofRows != null) {
      for (int i = 0; i < count; i++) {
        int begin = from + i * padded.imageRows * padded.rowSize * padded.pixel;
        rows(part, chunk, i, wo, channel, channels, input, begin, scratch);
      }
      return;
    }
    int depth = offsets.length;
    int pixels = pixels(count, rows) - padded.pitch + outWidth;
    if (layouts.planesOut()) {
      float[] product = scratch.aligned(PRODUCT, shifted.rows * productSize + LENGTH);
      shifted.multiply(
          weights,
          wo,
          input,
          from,
          offsets,
          depth,
          pixels,
          product,
          FIRST,
          productSize,
          channels,
          scratch);
      finishPlanes(part, channel, channels, chunk, product, scratch);
    } else {
      float[] product =
          ((BlockedProduct) shifted)
              .products(weights, wo, input, from, offsets, depth, pixels, channels, scratch);
      for (int c = 0; c < channels; c += SIZE) {
        finishBlock(part, channel + c, chunk, product, FIRST + c, scratch);
      }
    }
  }

  /** Rows of an image of a chunk, written where they belong if tiles end with them. */
  private void rows(
      int part,
      int chunk,
      int number,
      int wo,
      int channel,
      int channels,
      float[] input,
      int from,
      Scratch scratch) {
    Blocks output = epilogue.output();
    Blocks addend = epilogue.addend();
    boolean whole = PointwiseProduct.tiled(outWidth, channels) == outWidth;
    boolean inPlace = whole && epilogue.isInPlace();
    int image = chunks.image(chunk) + number;
    int rows = chunks.rows(chunk);
    int first = chunks.row(chunk) * outWidth;
    int block = channel / SIZE;
    int pixels = rows * outWidth;
    int next = (inPlace ? outHeight * outWidth : pixels + PointwiseProduct.PIXELS) * SIZE;
    float[] out;
    float[] other = null;
    int at = 0;
    int ao = 0;
    if (inPlace) {
      out = output.array(null);
      at = output.index(image, block, first);
      if (addend != null) {
        other = addend.array(null);
        ao = addend.index(image, block, first);
      }
    } else {
      out = scratch.floats(PIXELS, 2 * next);
      if (addend != null) {
        other = scratch.floats(Scratch.PIXELS, 2 * next);
        for (int c = 0; c < channels; c += SIZE) {
          int to = c / SIZE * next;
          addend.read(image, block + c / SIZE, first, other, to, pixels);
          Arrays.fill(other, to + pixels * SIZE, to + next, 0); // what tiles add beyond
        }
      }
    }
    int nextRow = padded.rowSize * padded.pixel;
    ofRows.multiplyRows(
        wo, channel, channels, input, from, offsets, outWidth, rows, nextRow, other, ao, out, at,
        next);
    for (int c = 0; c < channels; c += SIZE) {
      int begin = at + c / SIZE * next;
      epilogue.finishProducts(part, channel + c, SIZE, out, begin, pixels);
      if (!inPlace) {
        output.write(image, block + c / SIZE, first, out, begin, pixels);
      }
    }
  }

  private void finishPlanes(
      int part, int channel, int channels, int chunk, float[] product, Scratch scratch) {
    int count = chunks.images(chunk);
    int rows = chunks.rows(chunk);
    float[] finished = scratch.floats(PIXELS, count * rows * outWidth + LENGTH);
    int first = (chunks.image(chunk) * outHeight + chunks.row(chunk)) * outWidth;
    for (int r = 0; r < channels; r++) {
      int n = squeeze(product, FIRST + r * productSize, count, rows, finished);
      epilogue.finish(part, channel + r, first, finished, 0, n, scratch);
    }
  }

  /** Leaves out what is between rows and images; writes whole vectors, in ascending order. */
  private int squeeze(float[] product, int from, int count, int rows, float[] to) {
    int t = 0;
    for (int i = 0; i < count; i++) {
      int row = from + i * padded.imageRows * padded.pitch;
      for (int y = 0; y < rows; y++, row += padded.pitch, t += outWidth) {
        for (int p = 0; p < outWidth; p += LENGTH) {
          FloatVector.fromArray(SPECIES, product, row + p).intoArray(to, t + p);
        }
      }
    }
    return t;
  }

  /** The block, or a part of one where two vectors are less. */
  private void finishBlock(
      int part, int channel, int chunk, float[] product, int from, Scratch scratch) {
    int rows = chunks.rows(chunk);
    int lanes = Math.min(SIZE, BlockedProduct.COLUMNS);
    float[] finished = scratch.floats(PIXELS, rows * outWidth * lanes);
    for (int i = 0; i < chunks.images(chunk); i++) {
      int t = 0;
      for (int y = 0; y < rows; y++) {
        int q = (i * padded.imageRows + y) * padded.pitch;
        for (int p = q; p < q + outWidth; p++) {
          for (int lane = 0; lane < lanes; lane += LENGTH, t += LENGTH) {
            FloatVector.fromArray(SPECIES, product, from + p * BlockedProduct.COLUMNS + lane)
                .intoArray(finished, t);
          }
        }
      }
      int first = chunks.row(chunk) * outWidth;
      epilogue.finish(
          part, chunks.image(chunk) + i, channel, lanes, first, finished, rows * outWidth, scratch);
    }
  }
}
