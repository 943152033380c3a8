package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Packs the operands of {@link Gemm}. Weights: {@code [block][depth][ROWS]}. Pixels: {@code
 * [panel][depth][COLUMNS]}; a panel keeps what one product reads together in memory, free of the
 * power-of-two strides of planes.
 */
public final class Panels {
  /**
   * Pixels of an image from which on so few panels reach into the next one that copies cost more.
   */
  private static final int WORTH_IN_PLACE = 1024;

  private Panels() {}

  /** Whether pixels of a map are better packed where they lie than through a copy. */
  public static boolean inPlace(Planes x) {
    return x.isOnHeap() && x.pixels >= WORTH_IN_PLACE;
  }

  public static int blocks(int rows) {
    return (rows + ROWS - 1) / ROWS;
  }

  public static int panels(int pixels) {
    return (pixels + COLUMNS - 1) / COLUMNS;
  }

  /** Floats of packed weights. */
  public static int weightSize(int rows, int depth) {
    return blocks(rows) * ROWS * depth;
  }

  /** Floats of packed pixels. */
  public static int pixelSize(int pixels, int depth) {
    return panels(pixels) * COLUMNS * depth;
  }

  /**
   * Packs a matrix of weights, zeros after the last row.
   *
   * @param w element (r, d) is {@code w[wo + r*rowStride + d*depthStride]}
   */
  public static void packWeights(
      float[] w, int wo, int rowStride, int depthStride, int rows, int depth, float[] to, int at) {
    int end = blocks(rows) * ROWS;
    for (int r = 0; r < end; r++) {
      int block = at + r / ROWS * ROWS * depth + r % ROWS;
      int row = wo + r * rowStride;
      if (r < rows) {
        for (int d = 0; d < depth; d++) {
          to[block + d * ROWS] = w[row + d * depthStride];
        }
      } else {
        for (int d = 0; d < depth; d++) {
          to[block + d * ROWS] = 0;
        }
      }
    }
  }

  /**
   * Packs pixels of one channel as row {@code d} of each panel, zeros after the last.
   *
   * @param x readable for a multiple of COLUMNS pixels from {@code xo} on
   */
  public static void pack(float[] x, int xo, int pixels, float[] to, int at, int depth, int d) {
    int full = pixels / COLUMNS * COLUMNS;
    int t = at + d * COLUMNS;
    for (int p = 0; p < full; p += COLUMNS, t += depth * COLUMNS) {
      FloatVector.fromArray(SPECIES, x, xo + p).intoArray(to, t);
      FloatVector.fromArray(SPECIES, x, xo + p + LENGTH).intoArray(to, t + LENGTH);
    }
    if (full < pixels) {
      System.arraycopy(x, xo + full, to, t, pixels - full);
      Arrays.fill(to, t + pixels - full, t + COLUMNS, 0);
    }
  }

  /**
   * As {@link #pack}, normalised: {@code min(max(fma(x, scale, shift), floor), ceiling)}.
   *
   * @param floor zero for a ReLU or ReLU6, NaN for none
   * @param ceiling six for a ReLU6, NaN for none
   */
  public static void pack(
      float[] x,
      int xo,
      int pixels,
      float scale,
      float shift,
      float floor,
      float ceiling,
      float[] to,
      int at,
      int depth,
      int d) {
    FloatVector scales = FloatVector.broadcast(SPECIES, scale);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    int end = panels(pixels) * COLUMNS;
    int t = at + d * COLUMNS;
    for (int p = 0; p < end; p += COLUMNS, t += depth * COLUMNS) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, xo + p);
      FloatVector b = FloatVector.fromArray(SPECIES, x, xo + p + LENGTH);
      Vectors.bound(a.fma(scales, shifts), floors, ceilings).intoArray(to, t);
      Vectors.bound(b.fma(scales, shifts), floors, ceilings).intoArray(to, t + LENGTH);
    }
    if (pixels < end) {
      Arrays.fill(to, t - depth * COLUMNS + pixels + COLUMNS - end, t - (depth - 1) * COLUMNS, 0);
    }
  }

  /**
   * Packs a panel of all channels as they lie in planes: {@code to[at + d*COLUMNS + p] = x[xo +
   * d*plane + p]}.
   */
  public static void packPlanes(float[] x, int xo, int plane, int depth, float[] to, int at) {
    for (int d = 0; d < depth; d++) {
      int i = xo + d * plane;
      int t = at + d * COLUMNS;
      FloatVector.fromArray(SPECIES, x, i).intoArray(to, t);
      FloatVector.fromArray(SPECIES, x, i + LENGTH).intoArray(to, t + LENGTH);
    }
  }

  /**
   * As {@link #packPlanes}, normalised: {@code max(fma(x, scale[d], shift[d]), floor)}.
   *
   * @param floor zero for a ReLU, NaN for none
   */
  public static void packPlanes(
      float[] x,
      int xo,
      int plane,
      int depth,
      float[] scale,
      float[] shift,
      float floor,
      float[] to,
      int at) {
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    for (int d = 0; d < depth; d++) {
      FloatVector scales = FloatVector.broadcast(SPECIES, scale[d]);
      FloatVector shifts = FloatVector.broadcast(SPECIES, shift[d]);
      int i = xo + d * plane;
      int t = at + d * COLUMNS;
      FloatVector a = FloatVector.fromArray(SPECIES, x, i).fma(scales, shifts);
      FloatVector b = FloatVector.fromArray(SPECIES, x, i + LENGTH).fma(scales, shifts);
      Vectors.floor(a, floors).intoArray(to, t);
      Vectors.floor(b, floors).intoArray(to, t + LENGTH);
    }
  }

  /**
   * As {@link #pack} of pixels that are numbered through all images, as they lie in a map on the
   * heap. What reaches from one image into the next, and the last panel, pass through the stage.
   *
   * @param stage of COLUMNS floats
   */
  public static void packThrough(
      Planes x,
      int channel,
      int first,
      int pixels,
      float[] stage,
      float[] to,
      int at,
      int depth,
      int d) {
    for (int p = 0, n; p < pixels; p += n) {
      int pixel = (first + p) % x.pixels;
      n = Math.min(pixels - p, x.pixels - pixel) / COLUMNS * COLUMNS;
      if (n > 0) {
        int from = x.index((first + p) / x.pixels, channel, pixel);
        pack(x.array(stage), from, n, to, at + p * depth, depth, d);
      } else {
        n = Math.min(pixels - p, COLUMNS);
        x.readThrough(channel, first + p, stage, 0, n);
        pack(stage, 0, n, to, at + p * depth, depth, d);
      }
    }
  }

  /** As {@link #packThrough}, normalised. */
  public static void packThrough(
      Planes x,
      int channel,
      int first,
      int pixels,
      float[] stage,
      float scale,
      float shift,
      float floor,
      float ceiling,
      float[] to,
      int at,
      int depth,
      int d) {
    for (int p = 0, n; p < pixels; p += n) {
      int pixel = (first + p) % x.pixels;
      int t = at + p * depth;
      n = Math.min(pixels - p, x.pixels - pixel) / COLUMNS * COLUMNS;
      if (n > 0) {
        int from = x.index((first + p) / x.pixels, channel, pixel);
        pack(x.array(stage), from, n, scale, shift, floor, ceiling, to, t, depth, d);
      } else {
        n = Math.min(pixels - p, COLUMNS);
        x.readThrough(channel, first + p, stage, 0, n);
        pack(stage, 0, n, scale, shift, floor, ceiling, to, t, depth, d);
      }
    }
  }
}
