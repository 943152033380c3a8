package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;

/**
 * The weight gradient of any convolution: the product of the output's gradient, spread and
 * transposed, with rows (input channel, tap) that are read where they lie in padded planes. Workers
 * divide the images and sum copies; or if copies would be large, the rows.
 */
final class GeneralWeightGradient {
  private static final int INPUT = 3;
  private static final int GRADIENT = 4;
  private static final int TRANSPOSED = 5;
  private static final int ROW = 6;
  private static final int PIECE = 7;

  /** Floats of padded planes and gradients of a chunk; pixels of a chunk that are enough. */
  private static final int CHUNK_FLOATS = 256 * 1024;

  private static final int ENOUGH_PIXELS = 1024;
  private static final int MOST_COPIED = 512 * 1024;

  private final ConvolutionSpec spec;
  private final int ins;
  private final int outs;
  private final int depth;
  private final int blocks;
  private final boolean divideRows;
  private final OutputGradient output;
  private final InputGradient input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final int[] offsets;
  private final Workers.Task sweep = this::sweep;
  private PaddedPlanes planes;
  private Planes shape;
  private int chunkImages;
  private int chunkRows;

  GeneralWeightGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.ins = spec.inChannels() / spec.groups();
    this.outs = spec.outChannels() / spec.groups();
    this.depth = ins * spec.kernel() * spec.kernel();
    this.blocks = (depth + ROWS - 1) / ROWS;
    this.divideRows = (long) spec.groups() * depth * outs > MOST_COPIED;
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(spec.groups(), depth, outs);
    this.weights = new WeightGradient(workers, sums, false, spec.groups(), depth, outs);
    this.offsets = new int[blocks * ROWS];
  }

  void run(Memory weightGradient) {
    plan();
    Planes gradient = output.planes();
    int pixels = gradient.images * gradient.pixels;
    sums.prepare(ROWS, divideRows ? 1 : workers.size(), pixels, shared, 2);
    workers.run(sweep);
    weights.write(weightGradient);
  }

  private void plan() {
    Planes x = input.x();
    if (shape != null
        && shape.images == x.images
        && shape.height == x.height
        && shape.width == x.width) {
      return;
    }
    shape = x;
    int outRows = output.planes().height;
    int pitch = PaddedPlanes.extent(spec, x.width);
    int imagePixels = PaddedPlanes.extent(spec, x.height) * pitch;
    int pixelFloats = ins * spec.stride() * spec.stride() + 2 * Lanes.roundUp(outs, COLUMNS);
    int most = Math.min(ENOUGH_PIXELS, Math.max(1, CHUNK_FLOATS / pixelFloats));
    chunkImages = Math.max(1, Math.min(most / imagePixels, x.images));
    int bands = imagePixels <= most ? 1 : (imagePixels + most - 1) / most;
    chunkRows = (outRows + bands - 1) / bands;
    planes = new PaddedPlanes(spec, 1, x.height, x.width, chunkImages, chunkRows);
    int taps = spec.kernel() * spec.kernel();
    for (int row = 0; row < offsets.length; row++) {
      int d = Math.min(row, depth - 1);
      int tap = planes.offset(d % taps / spec.kernel(), d % spec.kernel());
      offsets[row] = d / taps * planes.channelSize + tap;
    }
  }

  private void sweep(int worker, Scratch scratch) {
    int units = spec.groups() * blocks;
    int first = divideRows ? workers.first(worker, units) : 0;
    int end = divideRows ? workers.first(worker + 1, units) : units;
    for (int unit = first; unit < end; unit++) {
      sums.clear(worker, unit);
    }
    int height = output.planes().height;
    int rows = output.planes().images * height;
    int row = divideRows ? 0 : workers.first(worker, rows);
    int endRow = divideRows ? rows : workers.first(worker + 1, rows);
    while (row < endRow) {
      int y = row % height;
      int whole = y == 0 && chunkRows == height ? (endRow - row) / height : 0;
      int images = Math.max(1, Math.min(chunkImages, whole));
      int n = whole > 0 ? height : Math.min(chunkRows, Math.min(endRow - row, height - y));
      for (int group = first / blocks; group * blocks < end; group++) {
        int from = Math.max(first, group * blocks);
        int to = Math.min(end, (group + 1) * blocks);
        chunk(worker, group, from, to, row / height, images, y, n, scratch);
      }
      row += images * n;
    }
  }

  /** Adds what some whole images, or some rows of one, give to some blocks of a group. */
  private void chunk(
      int worker,
      int group,
      int firstUnit,
      int endUnit,
      int image,
      int images,
      int y,
      int rows,
      Scratch scratch) {
    scratch.poison();
    int taps = spec.kernel() * spec.kernel();
    int firstRow = firstUnit % blocks * ROWS;
    int endRow = Math.min(depth, firstRow + (endUnit - firstUnit) * ROWS);
    int size = planes.channelSize;
    int firstChannel = firstRow / taps;
    int endChannel = (endRow - 1) / taps + 1;
    float[] z = scratch.floats(INPUT, (endChannel - firstChannel) * size);
    for (int c = firstChannel; c < endChannel; c++) {
      for (int i = 0; i < images; i++) {
        planes.fill(
            input.x(),
            input.prologue(),
            image + i,
            group * ins + c,
            i,
            y,
            rows,
            z,
            (c - firstChannel) * size,
            scratch);
      }
    }
    int width = output.planes().width;
    int pixels = ((images - 1) * planes.imageRows + rows - 1) * planes.pitch + width;
    int columnStride = Lanes.roundUp(pixels, COLUMNS) * COLUMNS;
    float[] t = transpose(group, image, images, y, rows, pixels, columnStride, scratch);
    float[] piece = scratch.floats(PIECE, ROWS * GemmPieceSums.DISTANCE);
    for (int unit = firstUnit; unit < endUnit; unit++) {
      int row = unit % blocks * ROWS;
      sums.addShifted(
          worker,
          unit,
          z,
          -firstChannel * size,
          offsets,
          row,
          t,
          FIRST,
          columnStride,
          pixels,
          piece);
    }
  }

  /** The output's gradient as {@code [columns][pixel][COLUMNS]}, zeros between rows. */
  private float[] transpose(
      int group,
      int image,
      int images,
      int y,
      int rows,
      int pixels,
      int columnStride,
      Scratch scratch) {
    int width = output.planes().width;
    int ld = Lanes.roundUp(pixels, COLUMNS) + Lanes.LENGTH; // no power of two
    float[] g = scratch.floats(GRADIENT, COLUMNS * ld);
    float[] row = scratch.floats(ROW, rows * width + Lanes.LENGTH);
    float[] t = scratch.aligned(TRANSPOSED, Panels.panels(outs) * columnStride);
    for (int v = 0; v < outs; v += COLUMNS) {
      int columns = Math.min(COLUMNS, outs - v);
      Arrays.fill(g, 0, columns * ld, 0);
      for (int o = 0; o < columns; o++) {
        for (int i = 0; i < images; i++) {
          output.read(image + i, group * outs + v + o, y * width, row, 0, rows * width);
          int at = o * ld + i * planes.imageRows * planes.pitch;
          for (int r = 0; r < rows; r++) {
            System.arraycopy(row, r * width, g, at + r * planes.pitch, width);
          }
        }
      }
      Transpose.run(g, 0, ld, columns, pixels, t, FIRST + v / COLUMNS * columnStride, COLUMNS);
    }
    return t;
  }
}
