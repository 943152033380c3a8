package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.PixelSource;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient of a convolution's output as it is read: what reached the output's statistics is
 * added to it on the way, {@code g + meanGradient/M + (out - mean)*2*varianceGradient/M}.
 */
public final class OutputGradient implements PixelSource {
  private final int channels;
  private final Workers workers;
  private final float[] mean;
  private final float[] offset;
  private final float[] slope;
  private final float[] sums;
  private final Workers.Task sum = this::sum;
  private Planes gradient;
  private Planes out;
  private int parts;

  public OutputGradient(int channels, Workers workers) {
    this.channels = channels;
    this.workers = workers;
    this.mean = new float[Lanes.roundUp(channels, Blocks.SIZE)];
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

  @Override
  public Planes onHeap() {
    return out == null ? gradient.onHeap() : null;
  }

  /** How it lies in memory. */
  public Planes planes() {
    return gradient;
  }

  @Override
  public void read(int image, int channel, int pixel, float[] to, int at, int count) {
    if (out == null) {
      gradient.read(image, channel, pixel, to, at, count);
      return;
    }
    float[] stage = Scratch.mine().floats(Scratch.OUT, count);
    int gAt = gradient.find(image, channel, pixel, to, at, count);
    int outAt = out.find(image, channel, pixel, stage, 0, count);
    correct(channel, gradient.array(to), gAt, out.array(stage), outAt, to, at, count);
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

  /**
   * Reads pixels of a block of channels, {@code [pixel][16]}, as they lie.
   *
   * @param values the output in the same places, which {@link #correct} needs; not written if
   *     nothing reached its statistics
   */
  public void readBlock(
      int image,
      int block,
      int pixel,
      int count,
      float[] to,
      float[] values,
      int at,
      Scratch scratch) {
    int channel = block * Blocks.SIZE;
    int lanes = Math.min(Blocks.SIZE, channels - channel);
    BlockedPlanes.read(gradient, image, channel, lanes, pixel, count, to, at, scratch);
    if (out != null) {
      BlockedPlanes.read(out, image, channel, lanes, pixel, count, values, at, scratch);
    }
  }

  /** Corrects what {@link #readBlock} read. */
  public void correct(
      int block, float[] g, float[] values, int from, int pixels, float[] to, int at) {
    if (out == null) {
      System.arraycopy(g, from, to, at, pixels * Blocks.SIZE);
      return;
    }
    for (int lane = 0; lane < Blocks.SIZE; lane += LENGTH) {
      int channel = block * Blocks.SIZE + lane;
      FloatVector means = FloatVector.fromArray(SPECIES, mean, channel);
      FloatVector offsets = FloatVector.fromArray(SPECIES, offset, channel);
      FloatVector slopes = FloatVector.fromArray(SPECIES, slope, channel);
      for (int i = lane; i < pixels * Blocks.SIZE; i += Blocks.SIZE) {
        FloatVector centred = FloatVector.fromArray(SPECIES, values, from + i).sub(means);
        FloatVector sum = FloatVector.fromArray(SPECIES, g, from + i).add(offsets);
        centred.fma(slopes, sum).intoArray(to, at + i);
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
    if (out == null && Panels.inPlace(gradient)) {
      Panels.packThrough(gradient, channel, first, count, stage, panels, at, depth, row);
    } else {
      readThrough(channel, first, stage, 0, count);
      Panels.pack(stage, 0, count, panels, at, depth, row);
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
    parts = Parts.ofFloats(channels, (double) gradient.images * gradient.pixels);
    workers.run(parts, sum);
    biasGradient.write(0, sums, 0, channels);
  }

  private void sum(int part, Scratch scratch) {
    int pixels = gradient.pixels;
    float[] row = scratch.floats(0, pixels);
    int end = Parts.first(part + 1, parts, channels);
    for (int c = Parts.first(part, parts, channels); c < end; c++) {
      double sum = 0;
      for (int image = 0; image < gradient.images; image++) {
        read(image, c, 0, row, 0, pixels);
        sum += Reductions.sum(row, 0, 0, pixels);
      }
      sums[c] = (float) sum;
    }
  }
}
