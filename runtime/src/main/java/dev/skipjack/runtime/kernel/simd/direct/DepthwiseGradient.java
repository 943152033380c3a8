package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Gradients of a depthwise convolution: each channel has a kernel of its own, so there is nothing
 * to multiply matrices for. The lanes are 16 channels; planes are transposed when they are read and
 * written: no vector has pixels of two rows, no pixel is sorted for a stride, and sums stay apart
 * until the end. Each pixel is read once, in bands of rows that stay in the cache.
 *
 * <p>Parts are blocks of 16 channels, with few of them groups of bands as well.
 */
public final class DepthwiseGradient implements GradientSweep {
  private static final int INPUT = 1;
  private static final int PIXELS = 2;
  private static final int GRADIENT = 3;
  private static final int PHASES = 4;
  private static final int PRODUCT = 5;
  private static final int WEIGHTS = 6;
  private static final int SUMS = 7;

  /** Floats of a band: half of a second-level cache. */
  private static final int BAND_FLOATS = Caches.ofSecondLevel(128 * 1024);

  /** Pixels that are summed in FLOAT, some at a time. */
  private static final int MOST_SUMMED = 1024;

  private final ConvolutionSpec spec;
  private final int channels;
  private final int blocks;
  private final int taps;
  private final InputPhases phases;
  private final OutputGradient output;
  private final InputGradient input;
  private final Workers workers;
  private final Scratch shared;
  private final float[] gradients;
  private final Workers.Task sweep = this::sweep;
  private FeatureMap shape;
  private PhaseGrid grid;

  /** Bands of all images are divided into groups, whose sums are apart. */
  private int groups;

  private int parts;
  private double[] sums;
  private float[] weight;
  private boolean wantsData;
  private boolean wantsWeights;

  public DepthwiseGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.channels = spec.inChannels();
    this.blocks = (channels + SIZE - 1) / SIZE;
    this.taps = spec.kernel().area();
    this.phases = new InputPhases(spec);
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.gradients = new float[channels * taps];
  }

  public static boolean handles(ConvolutionSpec spec) {
    return spec.groups() == spec.inChannels() && spec.groups() == spec.outChannels();
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    plan();
    wantsData = data;
    wantsWeights = weightGradient != null;
    this.weight = shared.floats(0, gradients.length);
    weight.read(0, this.weight, 0, gradients.length);
    input.begin(groups);
    workers.run(parts, sweep);
    if (wantsWeights) {
      sumGroups();
      weightGradient.write(0, gradients, 0, gradients.length);
    }
  }

  private void plan() {
    FeatureMap x = input.x();
    if (shape != null && shape.hasShapeOf(x)) {
      return;
    }
    shape = x;
    FeatureMap g = output.map();
    grid = new PhaseGrid(spec, phases, x, g, BAND_FLOATS);
    int bands = x.images * grid.bands;
    double floats = 2.0 * SIZE * (x.pixels + g.pixels) / grid.bands;
    parts = Parts.ofFloats(blocks * bands, floats);
    groups = Math.min(bands, (parts + blocks - 1) / blocks);
    parts = groups == 1 ? parts : groups * blocks;
    sums = new double[groups * blocks * taps * SIZE];
  }

  private void sumGroups() {
    for (int block = 0; block < blocks; block++) {
      int i = 0;
      for (int phase = 0; phase < phases.count(); phase++) {
        for (int tap : phases.taps(phase)) {
          for (int lane = 0; lane < lanes(block); lane++) {
            double sum = 0;
            for (int group = 0; group < groups; group++) {
              sum += sums[((group * blocks + block) * taps + i) * SIZE + lane];
            }
            gradients[(block * SIZE + lane) * taps + tap] = (float) sum;
          }
          i++;
        }
      }
    }
  }

  private int lanes(int block) {
    return Math.min(SIZE, channels - block * SIZE);
  }

  private void sweep(int part, Scratch scratch) {
    int items = groups * blocks;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      group(item / groups, item % groups, scratch);
    }
  }

  /** Some bands of a block, one after the other. */
  private void group(int block, int group, Scratch scratch) {
    scratch.poison();
    float[] w = scratch.aligned(WEIGHTS, taps * SIZE);
    packWeights(block, w);
    float[] partial = scratch.aligned(SUMS, (taps + 2) * SIZE);
    Arrays.fill(partial, FIRST, FIRST + (taps + 2) * SIZE, 0);
    int to = (group * blocks + block) * taps * SIZE;
    Arrays.fill(sums, to, to + taps * SIZE, 0);
    int bands = shape.images * grid.bands;
    int first = Parts.first(group, groups, bands);
    int end = Parts.first(group + 1, groups, bands);
    int summed = 0;
    for (int number = first; number < end; number++) {
      int band = number % grid.bands;
      boolean follows = band > 0 && number > first;
      band(number / grid.bands, band, block, follows, w, partial, scratch);
      summed += grid.rows(band) * grid.pitch;
      if (summed >= MOST_SUMMED || number + 1 == end) {
        for (int i = 0; i < taps * SIZE; i++) {
          sums[to + i] += partial[FIRST + i];
        }
        Arrays.fill(partial, FIRST, FIRST + taps * SIZE, 0);
        input.blocks().addSums(group, block * SIZE, lanes(block), partial, FIRST + taps * SIZE);
        summed = 0;
      }
    }
  }

  /** Tap by tap, in the order of the phases; channels that lack have zeros. */
  private void packWeights(int block, float[] to) {
    Arrays.fill(to, FIRST, FIRST + taps * SIZE, 0);
    int at = FIRST;
    for (int phase = 0; phase < phases.count(); phase++) {
      for (int tap : phases.taps(phase)) {
        for (int lane = 0; lane < lanes(block); lane++) {
          to[at + lane] = weight[(block * SIZE + lane) * taps + tap];
        }
        at += SIZE;
      }
    }
  }

  private void band(
      int image,
      int band,
      int block,
      boolean follows,
      float[] w,
      float[] partial,
      Scratch scratch) {
    FeatureMap x = input.x();
    int row = grid.row(band);
    int rows = grid.rows(band);
    int begin = Math.max(0, grid.inputRow(row, 0));
    int end = Math.min(x.height, grid.inputRow(row + rows, 0));
    int count = (end - begin) * x.width;
    float[] g = scratch.aligned(GRADIENT, grid.gradientFloats(phases.reach));
    readGradient(image, band, block, follows, g, scratch);
    float[] pixels = scratch.aligned(INPUT, count * SIZE);
    if (wantsWeights || !input.prologue().identity) {
      input.blocks().read(image, block, begin * x.width, count, pixels, FIRST, scratch);
    }
    if (wantsWeights) {
      addWeights(block, row, rows, pixels, begin, g, partial, scratch);
    }
    if (wantsData) {
      writeData(block, row, rows, pixels, begin, g, w, partial, scratch);
      input.blocks().write(image, block, begin * x.width, count, pixels, FIRST, scratch);
    }
  }

  /** The output's gradient that a band needs, where it has none zeros. */
  private void readGradient(
      int image, int band, int block, boolean follows, float[] g, Scratch scratch) {
    FeatureMap map = output.map();
    int reach = phases.reach;
    int rowSize = grid.pitch * SIZE;
    int at = FIRST + grid.lead;
    int done = 0;
    if (follows) { // the last rows of the band before are the first ones of this
      System.arraycopy(g, at + grid.bandRows * rowSize, g, at, reach * rowSize);
      done = reach;
    } else {
      Arrays.fill(g, FIRST, at, 0);
    }
    int first = grid.row(band) - reach;
    int rows = grid.rows(band) + reach;
    int begin = Math.max(0, first + done);
    int end = Math.max(begin, Math.min(map.height, first + rows));
    int count = (end - begin) * map.width;
    boolean byRow = map instanceof Blocks; // planes are transposed more at a time
    float[] pixels = byRow ? null : scratch.aligned(PIXELS, count * SIZE);
    if (!byRow && count > 0) {
      output.readBlock(image, block, begin * map.width, count, pixels, FIRST, SIZE, scratch);
    }
    for (int r = done; r < rows; r++) {
      int to = at + r * rowSize;
      int there = first + r >= begin && first + r < end ? map.width : 0;
      if (byRow && there > 0) {
        output.readBlock(image, block, (first + r) * there, there, g, to, SIZE, scratch);
      } else if (there > 0) {
        int from = FIRST + (first + r - begin) * there * SIZE;
        System.arraycopy(pixels, from, g, to, there * SIZE);
      }
      Arrays.fill(g, to + there * SIZE, to + rowSize, 0);
    }
    Arrays.fill(g, at + rows * rowSize, at + rows * rowSize + grid.tail, 0);
  }

  private void addWeights(
      int block,
      int row,
      int rows,
      float[] pixels,
      int begin,
      float[] g,
      float[] partial,
      Scratch scratch) {
    float[] z = scratch.aligned(PHASES, grid.phaseFloats());
    int stride = spec.stride();
    int to = FIRST;
    for (int phase = 0; phase < phases.count(); phase++) {
      if (grid.offsets[phase].length == 0) {
        continue;
      }
      int place = grid.place(phase % stride) * SIZE;
      int columns = grid.columns(phase % stride);
      for (int r = 0; r < rows; r++) {
        int y = grid.inputRow(row + r, phase / stride);
        int t = FIRST + r * grid.pitch * SIZE;
        int there = y >= 0 && y < grid.height ? place + columns * SIZE : 0;
        if (there > 0) {
          int from = ((y - begin) * grid.width + grid.inputColumn(phase % stride)) * SIZE;
          Arrays.fill(z, t, t + place, 0);
          input.prologue().apply(block, pixels, FIRST + from, stride * SIZE, columns, z, t + place);
        }
        Arrays.fill(z, t + there, t + grid.pitch * SIZE, 0);
      }
      int all = rows * grid.pitch;
      DepthwiseTaps.sum(g, FIRST, grid.offsets[phase], z, FIRST, all, partial, to);
      to += grid.offsets[phase].length * SIZE;
    }
  }

  /** Replaces pixels of the input by their gradient. */
  private void writeData(
      int block,
      int row,
      int rows,
      float[] pixels,
      int begin,
      float[] g,
      float[] w,
      float[] partial,
      Scratch scratch) {
    float[] d = scratch.aligned(PRODUCT, grid.phaseFloats());
    int stride = spec.stride();
    int from = FIRST;
    for (int phase = 0; phase < phases.count(); phase++) {
      int columns = grid.columns(phase % stride);
      int[] offsets = grid.offsets[phase];
      DepthwiseTaps.correlate(g, FIRST, offsets, w, from, rows * grid.pitch, d, FIRST);
      from += offsets.length * SIZE;
      for (int r = 0; r < rows; r++) {
        int y = grid.inputRow(row + r, phase / stride);
        if (y >= 0 && y < grid.height) {
          int place = FIRST + (r * grid.pitch + grid.place(phase % stride)) * SIZE;
          int to = FIRST + ((y - begin) * grid.width + grid.inputColumn(phase % stride)) * SIZE;
          int beta = FIRST + taps * SIZE;
          input
              .blocks()
              .backThrough(block, d, place, columns, pixels, to, stride * SIZE, partial, beta);
        }
      }
    }
  }
}
