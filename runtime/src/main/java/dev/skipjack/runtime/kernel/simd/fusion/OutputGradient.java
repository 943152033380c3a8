package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.BlockSource;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.PixelSource;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient of a convolution's output as it is read: what reached the output's statistics is
 * added to it on the way, {@code g + meanGradient/M + (out - mean)*2*varianceGradient/M}.
 */
public final class OutputGradient implements PixelSource, BlockSource {
  /** Pixels of a bias gradient that are summed in FLOAT, at most. */
  private static final int MOST_SUMMED = 128;

  private final int channels;
  private final Workers workers;
  private final float[] mean;
  private final float[] offset;
  private final float[] slope;
  private final float[] sums;
  private final Workers.Task sum = this::sum;
  private FeatureMap gradient;
  private FeatureMap out;
  private int parts;

  public OutputGradient(int channels, Workers workers) {
    this.channels = channels;
    this.workers = workers;
    this.mean = new float[Lanes.roundUp(channels, SIZE)];
    this.offset = new float[mean.length];
    this.slope = new float[mean.length];
    this.sums = new float[channels];
  }

  /** Takes the operands of a run. */
  public void prepare(CorrectedGradient operands) {
    gradient = operands.gradient();
    out = operands.output();
    if (out != null) {
      double values = (double) gradient.images * gradient.pixels;
      operands.mean().read(0, mean, 0, channels);
      operands.meanGradient().read(0, offset, 0, channels);
      operands.varianceGradient().read(0, slope, 0, channels);
      for (int c = 0; c < channels; c++) {
        offset[c] = (float) (offset[c] / values);
        slope[c] = (float) (2 * slope[c] / values);
      }
    }
  }

  /** How it lies in memory. */
  public FeatureMap map() {
    return gradient;
  }

  @Override
  public Planes onHeap() {
    return out == null && gradient instanceof Planes planes ? planes.onHeap() : null;
  }

  @Override
  public Blocks blocksOnHeap() {
    return out == null && gradient.isOnHeap() && gradient instanceof Blocks map ? map : null;
  }

  /** Of a map in blocks slow: each pixel is alone. */
  @Override
  public void read(int image, int channel, int pixel, float[] to, int at, int count) {
    if (gradient instanceof Blocks) {
      Scratch scratch = Scratch.mine();
      float[] all = scratch.floats(Scratch.BLOCK, count * SIZE);
      readBlock(image, channel / SIZE, pixel, count, all, 0, SIZE, scratch);
      for (int p = 0; p < count; p++) {
        to[at + p] = all[p * SIZE + channel % SIZE];
      }
      return;
    }
    Planes map = (Planes) gradient;
    if (out == null) {
      map.read(image, channel, pixel, to, at, count);
      return;
    }
    Planes values = (Planes) out;
    float[] stage = Scratch.mine().floats(Scratch.OUT, count);
    int gAt = map.find(image, channel, pixel, to, at, count);
    int outAt = values.find(image, channel, pixel, stage, 0, count);
    correct(channel, map.array(to), gAt, values.array(stage), outAt, to, at, count);
  }

  /** As {@link #read} with pixels numbered through all images. */
  public void readThrough(int channel, int first, float[] to, int at, int count) {
    int pixels = gradient.pixels;
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      read((first + done) / pixels, channel, pixel, to, at + done, n);
    }
  }

  @Override
  public void readBlock(
      int image,
      int block,
      int pixel,
      int count,
      float[] to,
      int at,
      int distance,
      Scratch scratch) {
    if (gradient instanceof Blocks map) {
      readBlock(map, image, block, pixel, count, to, at, distance, scratch);
      return;
    }
    Planes map = (Planes) gradient;
    int channel = block * SIZE;
    int lanes = Math.min(SIZE, channels - channel);
    if (out == null) {
      BlockedPlanes.read(map, image, channel, lanes, pixel, count, to, at, distance, scratch);
      return;
    }
    int ld = Blocks.distance(count);
    float[] rows = scratch.floats(Scratch.PIXELS, SIZE * ld);
    for (int c = 0; c < lanes; c++) {
      read(image, channel + c, pixel, rows, c * ld, count);
    }
    Arrays.fill(rows, lanes * ld, SIZE * ld, 0);
    Transpose.run(rows, 0, ld, SIZE, count, to, at, distance);
  }

  private void readBlock(
      Blocks map,
      int image,
      int block,
      int pixel,
      int count,
      float[] to,
      int at,
      int distance,
      Scratch scratch) {
    boolean heap = map.isOnHeap();
    float[] stage = heap ? null : scratch.floats(Scratch.PIXELS, count * SIZE);
    int from = map.find(image, block, pixel, stage, 0, count);
    float[] g = map.array(stage);
    if (out != null) {
      Blocks values = (Blocks) out;
      float[] read = values.isOnHeap() ? null : scratch.floats(Scratch.OUT, count * SIZE);
      int v = values.find(image, block, pixel, read, 0, count);
      correct(block, g, from, values.array(read), v, count, to, at, distance);
    } else if (distance == SIZE) {
      System.arraycopy(g, from, to, at, count * SIZE);
    } else {
      copy(g, from, count, to, at, distance);
    }
  }

  /** As {@link #readBlock} with pixels numbered through all images. */
  public void readThrough(
      int block, int first, int count, float[] to, int at, int distance, Scratch scratch) {
    int pixels = gradient.pixels;
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      int image = (first + done) / pixels;
      readBlock(image, block, pixel, n, to, at + done * distance, distance, scratch);
    }
  }

  private void correct(
      int block,
      float[] g,
      int from,
      float[] values,
      int v,
      int pixels,
      float[] to,
      int at,
      int distance) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector means = FloatVector.fromArray(SPECIES, mean, block * SIZE + lane);
      FloatVector offsets = FloatVector.fromArray(SPECIES, offset, block * SIZE + lane);
      FloatVector slopes = FloatVector.fromArray(SPECIES, slope, block * SIZE + lane);
      for (int p = 0; p < pixels; p++) {
        int i = p * SIZE + lane;
        FloatVector centred = FloatVector.fromArray(SPECIES, values, v + i).sub(means);
        FloatVector sum = FloatVector.fromArray(SPECIES, g, from + i).add(offsets);
        centred.fma(slopes, sum).intoArray(to, at + p * distance + lane);
      }
    }
  }

  private static void copy(float[] g, int from, int pixels, float[] to, int at, int distance) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      for (int p = 0; p < pixels; p++) {
        FloatVector.fromArray(SPECIES, g, from + p * SIZE + lane)
            .intoArray(to, at + p * distance + lane);
      }
    }
  }

  /**
   * Packs a channel's pixels, numbered through all images, as {@link Panels#pack}.
   *
   * @param stage for as many pixels and those of a panel
   */
  public void pack(
      int channel,
      int first,
      int count,
      float[] stage,
      float[] panels,
      int at,
      int depth,
      int row) {
    if (out == null && gradient instanceof Planes map && Panels.inPlace(map)) {
      Panels.packThrough(map, channel, first, count, stage, panels, at, depth, row);
    } else if (out != null && isInWholePanels(count)) {
      packCorrected(channel, first, count, panels, at, depth, row);
    } else {
      readThrough(channel, first, stage, 0, count);
      Panels.pack(stage, 0, count, panels, at, depth, row);
    }
  }

  /** Whether so many pixels from one on where a panel begins are panels of one image each. */
  private boolean isInWholePanels(int count) {
    return gradient instanceof Planes map
        && Panels.inPlace(map)
        && out.isOnHeap()
        && map.pixels % (2 * LENGTH) == 0
        && count % (2 * LENGTH) == 0;
  }

  /** Corrects and packs pixels of images that are whole panels. */
  private void packCorrected(
      int channel, int first, int count, float[] panels, int at, int depth, int row) {
    Planes map = (Planes) gradient;
    Planes values = (Planes) out;
    for (int p = 0, n; p < count; p += n) {
      int image = (first + p) / map.pixels;
      int pixel = (first + p) % map.pixels;
      n = Math.min(count - p, map.pixels - pixel);
      int g = map.index(image, channel, pixel);
      int v = values.index(image, channel, pixel);
      int to = at + p * depth + row * 2 * LENGTH;
      packCorrected(channel, map.array(panels), g, values.array(panels), v, n, panels, to, depth);
    }
  }

  private void packCorrected(
      int channel,
      float[] g,
      int gAt,
      float[] values,
      int valuesAt,
      int count,
      float[] panels,
      int at,
      int depth) {
    FloatVector means = FloatVector.broadcast(SPECIES, mean[channel]);
    FloatVector offsets = FloatVector.broadcast(SPECIES, offset[channel]);
    FloatVector slopes = FloatVector.broadcast(SPECIES, slope[channel]);
    int to = at;
    for (int p = 0; p < count; p += 2 * LENGTH, to += depth * 2 * LENGTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, values, valuesAt + p).sub(means);
      FloatVector b = FloatVector.fromArray(SPECIES, values, valuesAt + p + LENGTH).sub(means);
      FloatVector ga = FloatVector.fromArray(SPECIES, g, gAt + p).add(offsets);
      FloatVector gb = FloatVector.fromArray(SPECIES, g, gAt + p + LENGTH).add(offsets);
      a.fma(slopes, ga).intoArray(panels, to);
      b.fma(slopes, gb).intoArray(panels, to + LENGTH);
    }
  }

  private void correct(
      int channel,
      float[] g,
      int gAt,
      float[] values,
      int valuesAt,
      float[] to,
      int at,
      int count) {
    FloatVector means = FloatVector.broadcast(SPECIES, mean[channel]);
    FloatVector offsets = FloatVector.broadcast(SPECIES, offset[channel]);
    FloatVector slopes = FloatVector.broadcast(SPECIES, slope[channel]);
    int p = 0;
    for (; p <= count - LENGTH; p += LENGTH) {
      FloatVector centred = FloatVector.fromArray(SPECIES, values, valuesAt + p).sub(means);
      FloatVector sum = FloatVector.fromArray(SPECIES, g, gAt + p).add(offsets);
      centred.fma(slopes, sum).intoArray(to, at + p);
    }
    for (; p < count; p++) {
      float centred = values[valuesAt + p] - mean[channel];
      to[at + p] = Math.fma(centred, slope[channel], g[gAt + p] + offset[channel]);
    }
  }

  /**
   * Writes the sum of each channel: the bias gradient. A pass of its own, since few have a bias.
   */
  public void writeSums(Memory biasGradient) {
    double each = (double) gradient.images * gradient.pixels * channels / units();
    parts = Parts.ofFloats(units(), each);
    workers.run(parts, sum);
    biasGradient.write(0, sums, 0, channels);
  }

  private void sum(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, units());
    for (int unit = Parts.first(part, parts, units()); unit < end; unit++) {
      if (gradient instanceof Blocks) {
        sumBlock(unit, scratch);
      } else {
        sumChannel(unit, scratch);
      }
    }
  }

  /** What is summed at a time: channels, or blocks of them. */
  private int units() {
    return gradient instanceof Blocks ? channels / SIZE : channels;
  }

  private void sumChannel(int channel, Scratch scratch) {
    int pixels = gradient.pixels;
    float[] row = scratch.floats(0, pixels);
    double sum = 0;
    for (int image = 0; image < gradient.images; image++) {
      read(image, channel, 0, row, 0, pixels);
      sum += Reductions.sum(row, 0, 0, pixels);
    }
    sums[channel] = (float) sum;
  }

  /** Few pixels are summed in FLOAT, and what they come to in DOUBLE. */
  private void sumBlock(int block, Scratch scratch) {
    int pixels = gradient.pixels;
    float[] some = scratch.floats(0, Math.min(pixels, MOST_SUMMED) * SIZE);
    float[] part = scratch.floats(Scratch.LANES, SIZE);
    double[] sum = scratch.doubles(SIZE);
    Arrays.fill(sum, 0, SIZE, 0);
    for (int image = 0; image < gradient.images; image++) {
      for (int first = 0; first < pixels; first += MOST_SUMMED) {
        int count = Math.min(pixels - first, MOST_SUMMED);
        readBlock(image, block, first, count, some, 0, SIZE, scratch);
        sumPixels(some, count, part);
        for (int c = 0; c < SIZE; c++) {
          sum[c] += part[c];
        }
      }
    }
    for (int c = 0; c < SIZE; c++) {
      sums[block * SIZE + c] = (float) sum[c];
    }
  }

  /** Every second pixel by itself, so that one sum need not wait for the other. */
  private static void sumPixels(float[] block, int pixels, float[] to) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector even = FloatVector.zero(SPECIES);
      FloatVector odd = FloatVector.zero(SPECIES);
      int p = 0;
      for (; p <= pixels - 2; p += 2) {
        even = even.add(FloatVector.fromArray(SPECIES, block, p * SIZE + lane));
        odd = odd.add(FloatVector.fromArray(SPECIES, block, (p + 1) * SIZE + lane));
      }
      if (p < pixels) {
        even = even.add(FloatVector.fromArray(SPECIES, block, p * SIZE + lane));
      }
      even.add(odd).intoArray(to, lane);
    }
  }
}
