package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.PIXELS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Bounds;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * The first two convolutions of a {@link SeparableConvolution}: rows of some channels are expanded,
 * or read if nothing expands them, into a ring that has as many rows as the depthwise kernel, which
 * makes a row of them as soon as it can.
 */
final class HiddenRows {
  private static final int INPUT = 0;
  private static final int RING = 1;
  private static final int PLANE = 3;

  /** Floats that channels may be apart, all together: more share few lines of a cache. */
  private static final int APART_FLOATS = 128 * 1024;

  private final boolean expands;
  private final boolean planesIn;

  /** Floats of a pixel of a plane, or of a block. */
  private final int pixelFloats;

  private final int inChannels;
  private final int hiddenChannels;
  private final int height;
  private final int width;
  private final int outWidth;
  private final int kernelHeight;
  private final int stride;
  private final int top;
  private final int left;
  private final int inputNext;
  private final int[] inputOffsets;

  /** Where channels lie of an input on the heap. */
  private final int[] mapOffsets;

  /** Whether an input on the heap may be expanded where it lies. */
  private final boolean fitsInPlace;

  /** Floats from the first pixel of a row to the last that its tiles read. */
  private final int reached;

  /** Pixels of a row of the ring, with their padding and what tiles write beyond. */
  private final int pitch;

  /** Columns that are zero, on the right. */
  private final int right;

  private final int ringNext;

  /** Where taps find what they see, by the place of the first row in the ring. */
  private final int[][] tapOffsets;

  private final PointwiseProduct product;
  private final Bounds expanded;
  private final Bounds filtered;
  private Planes planes;
  private Blocks blocks;
  private SeparableConvolution.Parameters parameters;

  HiddenRows(SeparableConvolutionSpec spec, int height, int width, int bandRows) {
    ConvolutionSpec depthwise = spec.depthwise().convolution();
    this.expands = spec.expand() != null;
    this.planesIn = spec.input() == Layout.PLANES;
    this.pixelFloats = planesIn ? 1 : SIZE;
    this.inChannels = spec.inChannels();
    this.hiddenChannels = spec.hiddenChannels();
    this.height = height;
    this.width = width;
    this.outWidth = PaddedInput.outWidth(depthwise, width);
    this.kernelHeight = depthwise.kernel().height();
    int kernelWidth = depthwise.kernel().width();
    this.stride = depthwise.stride();
    this.top = depthwise.padding().height();
    this.left = depthwise.padding().width();
    int seen = (outWidth - 1) * stride + kernelWidth;
    this.right = Math.max(0, seen - left - width);
    int reached = (Lanes.roundUp(outWidth, DepthwiseRows.STEP) - 1) * stride + kernelWidth;
    this.pitch = Math.max(left + Lanes.roundUp(width, PIXELS) + right, reached);
    this.ringNext = kernelHeight * pitch * SIZE + LENGTH;
    this.tapOffsets = new int[kernelHeight][kernelHeight * kernelWidth];
    for (int first = 0; first < kernelHeight; first++) {
      for (int tap = 0; tap < tapOffsets[first].length; tap++) {
        int row = (first + tap / kernelWidth) % kernelHeight;
        tapOffsets[first][tap] = (row * pitch + tap % kernelWidth) * SIZE;
      }
    }
    int bandPixels = Math.min(height, (bandRows - 1) * stride + kernelHeight) * width;
    this.inputNext = bandPixels * pixelFloats + LENGTH;
    this.inputOffsets = new int[inChannels];
    this.mapOffsets = new int[inChannels];
    for (int d = 0; d < inChannels; d++) {
      inputOffsets[d] = d / pixelFloats * inputNext + d % pixelFloats;
      mapOffsets[d] = d / pixelFloats * height * width * pixelFloats + d % pixelFloats;
    }
    this.fitsInPlace = (long) inChannels * Integer.lowestOneBit(height * width) <= APART_FLOATS;
    int rest = (hiddenChannels - 1) % COLUMNS + 1;
    int most =
        Math.max(PointwiseProduct.tiled(width, COLUMNS), PointwiseProduct.tiled(width, rest));
    this.reached = (most - 1) * pixelFloats;
    this.product = new PointwiseProduct(inChannels, pixelFloats, !planesIn);
    this.expanded = Bounds.of(expands ? spec.expand().activation() : null);
    this.filtered = Bounds.of(spec.depthwise().activation());
  }

  /** The operands of the next run. */
  void bind(Planes planes, Blocks blocks, SeparableConvolution.Parameters parameters) {
    this.planes = planes;
    this.blocks = blocks;
    this.parameters = parameters;
    product.bind(
        parameters.expandWeights(), parameters.expandBias(), expanded.floor(), expanded.ceiling());
  }

  /** Lets go of them. */
  void release() {
    planes = null;
    blocks = null;
    parameters = null;
    product.release();
  }

  /** Floats that {@link #read} fills. */
  private int inputSize() {
    return expands ? inChannels / pixelFloats * inputNext + PIXELS * SIZE : 0;
  }

  private int firstRow(int y) {
    return Math.max(0, y * stride - top);
  }

  private int endRow(int y, int rows) {
    return Math.min(height, (y + rows - 1) * stride - top + kernelHeight);
  }

  /**
   * What a band is expanded from: the array that the map lies in, or a copy.
   *
   * @return what nobody reads, where nothing is expanded
   */
  float[] read(int image, int y, int rows, Scratch scratch) {
    if (!expands || isInPlace(image, y, rows)) {
      return array();
    }
    float[] to = scratch.aligned(INPUT, inputSize());
    int first = firstRow(y) * width;
    int count = endRow(y, rows) * width - first;
    for (int i = 0; i < inChannels / pixelFloats; i++) {
      if (planesIn) {
        planes.read(image, i, first, to, FIRST + i * inputNext, count);
      } else {
        blocks.read(image, i, first, to, FIRST + i * inputNext, count);
      }
    }
    return to;
  }

  /** Whether tiles of this band find its pixels, and what they read beyond, in the map's array. */
  private boolean isInPlace(int image, int y, int rows) {
    int last = (endRow(y, rows) - 1) * width;
    return fitsInPlace
        && array() != null
        && index(image, last) + mapOffsets[inChannels - 1] + reached < array().length;
  }

  private float[] array() {
    return planesIn ? planes.array(null) : blocks.array(null);
  }

  private int index(int image, int pixel) {
    return planesIn ? planes.index(image, 0, pixel) : blocks.index(image, 0, pixel);
  }

  /**
   * Expands and filters a band of some channels.
   *
   * @param block of COLUMNS channels
   * @param input what {@link #read} found
   * @param to {@code [count][16]} from {@code at} on, the next 16 channels from {@code at + next}
   *     on; with room for {@code STEP - 1} pixels more
   */
  void filter(
      int block,
      int image,
      int y,
      int rows,
      float[] input,
      float[] to,
      int at,
      int next,
      Scratch scratch) {
    int channel = block * COLUMNS;
    int channels = Math.min(COLUMNS, hiddenChannels - channel);
    float[] ring = scratch.aligned(RING, COLUMNS / SIZE * ringNext + PIXELS * SIZE);
    for (int c = 0; c < channels; c += SIZE) {
      int from = FIRST + c / SIZE * ringNext;
      for (int slot = 0; slot < kernelHeight; slot++) {
        int row = from + slot * pitch * SIZE;
        Arrays.fill(ring, row, row + left * SIZE, 0);
      }
    }
    int area = tapOffsets[0].length;
    boolean inPlace = expands && isInPlace(image, y, rows);
    int band = firstRow(y) * width;
    int origin = inPlace ? index(image, 0) : FIRST - band * pixelFloats;
    int[] offsets = inPlace ? mapOffsets : inputOffsets;
    int done = y * stride - top;
    for (int out = y; out < y + rows; out++) {
      int first = out * stride - top;
      for (done = Math.max(done, first); done < first + kernelHeight; done++) {
        int slot = Math.floorMod(done, kernelHeight) * pitch * SIZE;
        fill(done, image, channel, channels, input, origin, offsets, ring, FIRST + slot, scratch);
      }
      for (int c = 0; c < channels; c += SIZE) {
        int target = at + c / SIZE * next + (out - y) * outWidth * SIZE;
        DepthwiseRows.run(
            ring,
            FIRST + c / SIZE * ringNext,
            stride * SIZE,
            tapOffsets[Math.floorMod(first, kernelHeight)],
            area / kernelHeight,
            parameters.weights(),
            (channel + c) * area,
            outWidth,
            parameters.bias(),
            channel + c,
            filtered.floor(),
            filtered.ceiling(),
            to,
            target);
      }
    }
    for (int c = 0; c < channels; c += SIZE) {
      filtered.finish(to, at + c / SIZE * next, rows * outWidth * SIZE);
    }
  }

  /** A row of the ring, zero where the image has none. */
  private void fill(
      int row,
      int image,
      int channel,
      int channels,
      float[] input,
      int origin,
      int[] offsets,
      float[] ring,
      int slot,
      Scratch scratch) {
    boolean inside = row >= 0 && row < height;
    int from = slot + left * SIZE;
    if (inside && expands) {
      int at = origin + row * width * pixelFloats;
      int wo = channel * inChannels;
      product.multiply(
          wo, channel, channels, input, at, offsets, width, null, 0, ring, from, ringNext);
    }
    for (int c = 0; c < channels; c += SIZE) {
      int begin = from + c / SIZE * ringNext;
      int end = begin + width * SIZE;
      if (!inside) {
        Arrays.fill(ring, begin, end, 0);
      } else if (!expands) {
        copy(image, channel + c, row, ring, begin, scratch);
      } else {
        expanded.finish(ring, begin, width * SIZE);
      }
      Arrays.fill(ring, end, end + right * SIZE, 0);
    }
  }

  private void copy(int image, int channel, int row, float[] ring, int at, Scratch scratch) {
    if (!planesIn) {
      blocks.read(image, channel / SIZE, row * width, ring, at, width);
      return;
    }
    float[] lines = scratch.floats(PLANE, SIZE * width + LENGTH);
    for (int c = 0; c < SIZE; c++) {
      planes.read(image, channel + c, row * width, lines, c * width, width);
    }
    Transpose.run(lines, 0, width, SIZE, width, ring, at, SIZE);
  }
}
