package dev.skipjack.runtime.kernel.simd.linear;

import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Both gradients as products of packed matrices, whose vectors run over the input features, as
 * weights and images lie in memory. Parts of the weights' gradient are tiles of input and output
 * features, those of the data gradient of input features.
 */
public final class LinearGradientKernel implements Runnable {
  private static final int GRADIENT = 0;
  private static final int PACKED = 1;
  private static final int PANELS = 2;
  private static final int RESULT = 3;

  /** Input features of a tile, so that memory is read and written in long runs. */
  private static final int MOST_WIDTH = 16 * COLUMNS;

  /** The same where that would make fewer tiles than these. */
  private static final int LEAST_WIDTH = 4 * COLUMNS;

  private static final int ENOUGH_TILES = 16;

  /** Output features of a tile of the data gradient; the tile stays in the second-level cache. */
  private static final int DEPTH = 256;

  /** Output features of a tile of the weights' gradient, for which the images are packed once. */
  private static final int ROWS_OF_TILE = 40 * ROWS;

  private final LinearSpec spec;

  /** Input features of a tile. */
  private final int tileWidth;

  private final Workers workers;
  private final Workers.Task weightTask = this::weightGradient;
  private final Workers.Task inputTask = this::inputGradient;
  private final float[] row;
  private final float[] sums;
  private final Planes input;
  private final Memory weight;
  private final Planes gradient;
  private final Planes toInput;
  private final Memory toWeight;
  private final Memory toBias;
  private int tiles;
  private int rowTiles;
  private int parts;

  public LinearGradientKernel(LinearSpec spec, Operands operands, Workers workers) {
    this.spec = spec;
    int enough = (spec.inFeatures() / ENOUGH_TILES + COLUMNS - 1) / COLUMNS * COLUMNS;
    this.tileWidth = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, enough));
    this.workers = workers;
    this.row = new float[spec.outFeatures()];
    this.sums = new float[spec.outFeatures()];
    this.input = Planes.of(operands, INPUT);
    this.weight = Memory.of(operands, WEIGHT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toWeight = Memory.of(operands, WEIGHT_GRADIENT);
    this.toBias = Memory.of(operands, BIAS_GRADIENT);
  }

  @Override
  public void run() {
    tiles = (spec.inFeatures() + tileWidth - 1) / tileWidth;
    rowTiles = (spec.outFeatures() + ROWS_OF_TILE - 1) / ROWS_OF_TILE;
    double floats = (double) spec.inFeatures() * (spec.outFeatures() + gradient.images);
    if (toWeight != null) {
      parts = Parts.ofFloats(tiles * rowTiles, floats / (tiles * rowTiles));
      workers.run(parts, weightTask);
    }
    if (toInput != null) {
      parts = Parts.ofFloats(tiles, floats / tiles);
      workers.run(parts, inputTask);
    }
    if (toBias != null) {
      sumBias();
    }
  }

  private void sumBias() {
    int features = spec.outFeatures();
    Arrays.fill(sums, 0);
    for (int image = 0; image < gradient.images; image++) {
      gradient.read(image, 0, 0, row, 0, features);
      for (int feature = 0; feature < features; feature++) {
        sums[feature] += row[feature];
      }
    }
    toBias.write(0, sums, 0, features);
  }

  /** {@code dW[o][i] = sum over images of g[n][o]·x[n][i]}. */
  private void weightGradient(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, tiles * rowTiles);
    for (int tile = Parts.first(part, parts, tiles * rowTiles); tile < end; tile++) {
      scratch.poison();
      weightGradient(tile / tiles * ROWS_OF_TILE, tile % tiles * tileWidth, scratch);
    }
  }

  private void weightGradient(int first, int at, Scratch scratch) {
    int rows = Math.min(ROWS_OF_TILE, spec.outFeatures() - first);
    int width = Math.min(tileWidth, spec.inFeatures() - at);
    int images = gradient.images;
    float[] g = scratch.floats(PACKED, Panels.weightSize(rows, images));
    float[] x = scratch.floats(PANELS, tileWidth * images);
    float[] result = scratch.floats(RESULT, ROWS * tileWidth);
    for (int image = 0; image < images; image++) {
      for (int r = 0; r < rows; r += ROWS) {
        int count = Math.min(ROWS, rows - r);
        gradient.read(image, first + r, 0, g, (r * images) + image * ROWS, count);
      }
      for (int i = 0; i < width; i += COLUMNS) {
        int count = Math.min(COLUMNS, width - i);
        input.read(image, at + i, 0, x, i * images + image * COLUMNS, count);
      }
    }
    for (int r = 0; r < rows; r += ROWS) {
      for (int i = 0; i < width; i += COLUMNS) {
        Gemm.multiply(g, r * images, x, i * images, images, result, i, tileWidth);
      }
      for (int k = 0; k < ROWS && r + k < rows; k++) {
        long to = (long) (first + r + k) * spec.inFeatures() + at;
        toWeight.write(to, result, k * tileWidth, width);
      }
    }
  }

  /** {@code dx[n][i] = sum over output features of g[n][o]·W[o][i]}. */
  private void inputGradient(int part, Scratch scratch) {
    int images = gradient.images;
    int end = Parts.first(part + 1, parts, tiles);
    for (int tile = Parts.first(part, parts, tiles); tile < end; tile++) {
      int at = tile * tileWidth;
      int width = Math.min(tileWidth, spec.inFeatures() - at);
      float[] result = scratch.floats(RESULT, Panels.blocks(images) * ROWS * tileWidth);
      for (int from = 0; from < spec.outFeatures(); from += DEPTH) {
        int depth = Math.min(DEPTH, spec.outFeatures() - from);
        addPiece(scratch, from, depth, at, width, result);
      }
      for (int image = 0; image < images; image++) {
        toInput.write(image, at, 0, result, image * tileWidth, width);
      }
    }
  }

  /** The share of {@code depth} output features; the first ones overwrite the result. */
  private void addPiece(Scratch scratch, int from, int depth, int at, int width, float[] result) {
    int images = gradient.images;
    float[] rows = scratch.floats(GRADIENT, images * depth);
    for (int image = 0; image < images; image++) {
      gradient.read(image, from, 0, rows, image * depth, depth);
    }
    float[] g = scratch.floats(PACKED, Panels.weightSize(images, depth));
    Panels.packWeights(rows, 0, depth, 1, images, depth, g, 0);
    float[] w = scratch.floats(PANELS, tileWidth * depth);
    for (int d = 0; d < depth; d++) {
      long row = (long) (from + d) * spec.inFeatures() + at;
      for (int i = 0; i < width; i += COLUMNS) {
        weight.read(row + i, w, i * depth + d * COLUMNS, Math.min(COLUMNS, width - i));
      }
    }
    for (int image = 0; image < images; image += ROWS) {
      for (int i = 0; i < width; i += COLUMNS) {
        int to = image * tileWidth + i;
        if (from == 0) {
          Gemm.multiply(g, image * depth, w, i * depth, depth, result, to, tileWidth);
        } else {
          Gemm.multiplyAdd(g, image * depth, w, i * depth, depth, result, to, tileWidth);
        }
      }
    }
  }
}
