package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;

import dev.skipjack.runtime.kernel.LinearGradient;
import dev.skipjack.runtime.kernel.LinearSpec;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both gradients as products of packed matrices, whose vectors run over the input features, as
 * weights and images lie in memory. Weights' gradients are divided by output features among the
 * workers, data gradients by input features.
 */
final class LinearGradientKernel implements LinearGradient {
  private static final int GRADIENT = 0;
  private static final int PACKED = 1;
  private static final int PANELS = 2;
  private static final int RESULT = 3;

  /** Input features of a tile, so that memory is read and written in long runs. */
  private static final int WIDTH = 16 * COLUMNS;

  /** Output features of a tile of the data gradient; the tile stays in the second-level cache. */
  private static final int DEPTH = 256;

  private final LinearSpec spec;
  private final Workers workers;
  private final Workers.Task weightTask = this::weightGradient;
  private final Workers.Task inputTask = this::inputGradient;
  private final float[] row;
  private final float[] sums;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Memory> weights = Operand.memory();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private final Operand<Memory> weightGradients = Operand.memory();
  private final Operand<Memory> biasGradients = Operand.memory();
  private Planes input;
  private Memory weight;
  private Planes gradient;
  private Planes toInput;
  private Memory toWeight;

  LinearGradientKernel(LinearSpec spec, Workers workers) {
    this.spec = spec;
    this.workers = workers;
    this.row = new float[spec.outFeatures()];
    this.sums = new float[spec.outFeatures()];
  }

  @Override
  public void run(
      INDArray x,
      INDArray weightArray,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    input = inputs.of(x);
    weight = weights.of(weightArray);
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    toWeight = weightGradients.of(weightGradient);
    long floats = (long) spec.inFeatures() * (spec.outFeatures() + gradient.images);
    if (toWeight != null) {
      workers.run(weightTask, floats);
    }
    if (toInput != null) {
      workers.run(inputTask, floats);
    }
    if (biasGradient != null) {
      sumBias(biasGradients.of(biasGradient));
    }
  }

  private void sumBias(Memory toBias) {
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
    int first = workers.first(part, spec.outFeatures());
    int rows = workers.first(part + 1, spec.outFeatures()) - first;
    int images = gradient.images;
    float[] g = scratch.floats(PACKED, Panels.weightSize(rows, images));
    for (int image = 0; image < images; image++) {
      for (int r = 0; r < rows; r += ROWS) {
        int count = Math.min(ROWS, rows - r);
        gradient.read(image, first + r, 0, g, (r * images) + image * ROWS, count);
      }
    }
    float[] x = scratch.floats(PANELS, WIDTH * images);
    float[] result = scratch.floats(RESULT, ROWS * WIDTH);
    for (int at = 0; at < spec.inFeatures(); at += WIDTH) {
      int width = Math.min(WIDTH, spec.inFeatures() - at);
      for (int image = 0; image < images; image++) {
        for (int i = 0; i < width; i += COLUMNS) {
          int count = Math.min(COLUMNS, width - i);
          input.read(image, at + i, 0, x, i * images + image * COLUMNS, count);
        }
      }
      for (int r = 0; r < rows; r += ROWS) {
        for (int i = 0; i < width; i += COLUMNS) {
          Gemm.multiply(g, r * images, x, i * images, images, result, i, WIDTH);
        }
        for (int k = 0; k < ROWS && r + k < rows; k++) {
          long to = (long) (first + r + k) * spec.inFeatures() + at;
          toWeight.write(to, result, k * WIDTH, width);
        }
      }
    }
  }

  /** {@code dx[n][i] = sum over output features of g[n][o]·W[o][i]}. */
  private void inputGradient(int part, Scratch scratch) {
    int tiles = (spec.inFeatures() + WIDTH - 1) / WIDTH;
    int images = gradient.images;
    int end = workers.first(part + 1, tiles);
    for (int tile = workers.first(part, tiles); tile < end; tile++) {
      int at = tile * WIDTH;
      int width = Math.min(WIDTH, spec.inFeatures() - at);
      float[] result = scratch.floats(RESULT, Panels.blocks(images) * ROWS * WIDTH);
      for (int from = 0; from < spec.outFeatures(); from += DEPTH) {
        int depth = Math.min(DEPTH, spec.outFeatures() - from);
        addPiece(scratch, from, depth, at, width, result);
      }
      for (int image = 0; image < images; image++) {
        toInput.write(image, at, 0, result, image * WIDTH, width);
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
    float[] w = scratch.floats(PANELS, WIDTH * depth);
    for (int d = 0; d < depth; d++) {
      long row = (long) (from + d) * spec.inFeatures() + at;
      for (int i = 0; i < width; i += COLUMNS) {
        weight.read(row + i, w, i * depth + d * COLUMNS, Math.min(COLUMNS, width - i));
      }
    }
    for (int image = 0; image < images; image += ROWS) {
      for (int i = 0; i < width; i += COLUMNS) {
        int to = image * WIDTH + i;
        if (from == 0) {
          Gemm.multiply(g, image * depth, w, i * depth, depth, result, to, WIDTH);
        } else {
          Gemm.multiplyAdd(g, image * depth, w, i * depth, depth, result, to, WIDTH);
        }
      }
    }
  }
}
