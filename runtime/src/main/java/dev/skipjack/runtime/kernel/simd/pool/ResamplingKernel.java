package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * Maps whose rows and columns are mixed by the same rule: resizes, adaptive pools, and the
 * gradients of both.
 */
public final class ResamplingKernel extends PlaneTask implements Runnable {
  private static final int FROM = 0;
  private static final int MIXED = 1;
  private static final int TO = 2;

  private final Planes input;
  private final Planes output;
  private final AxisMixture rows;
  private final AxisMixture columns;

  /**
   * @param input {@code [N, C, H, W]}
   * @param output {@code [N, C, H', W']}, overwritten
   */
  public ResamplingKernel(
      AxisMixture.Factory mixture, Planes input, Planes output, Workers workers) {
    super(workers);
    this.input = input;
    this.output = output;
    this.rows = mixture.of(input.height, output.height);
    this.columns = mixture.of(input.width, output.width);
  }

  @Override
  public void run() {
    visitPlanes(input.pixels > output.pixels ? input : output);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] from = scratch.floats(FROM, input.pixels + LENGTH);
    float[] to = scratch.floats(TO, output.pixels + LENGTH);
    input.read(image, channel, 0, from, 0, input.pixels);
    // Pixels are mixed one by one, so of as few rows as there are before or behind.
    if (rows.out < rows.in) {
      float[] mixed = scratch.floats(MIXED, rows.out * columns.in + LENGTH);
      mixRows(from, columns.in, mixed);
      mixPixels(mixed, rows.out, to);
    } else {
      float[] mixed = scratch.floats(MIXED, rows.in * columns.out + LENGTH);
      mixPixels(from, rows.in, mixed);
      mixRows(mixed, columns.out, to);
    }
    output.write(image, channel, 0, to, 0, output.pixels);
  }

  private void mixPixels(float[] from, int height, float[] to) {
    for (int y = 0; y < height; y++) {
      int at = y * columns.in;
      int t = y * columns.out;
      switch (columns.taps) {
        case 1 -> pick(from, at, to, t);
        case 2 -> mixTwo(from, at, to, t);
        default -> mixMany(from, at, to, t);
      }
    }
  }

  private void pick(float[] from, int at, float[] to, int t) {
    int[] sources = columns.sources;
    float[] shares = columns.shares;
    for (int i = 0; i < columns.out; i++) {
      to[t + i] = shares[i] * from[at + sources[i]];
    }
  }

  private void mixTwo(float[] from, int at, float[] to, int t) {
    int[] sources = columns.sources;
    float[] shares = columns.shares;
    for (int i = 0, k = 0; i < columns.out; i++, k += 2) {
      to[t + i] = shares[k] * from[at + sources[k]] + shares[k + 1] * from[at + sources[k + 1]];
    }
  }

  private void mixMany(float[] from, int at, float[] to, int t) {
    int[] sources = columns.sources;
    float[] shares = columns.shares;
    for (int i = 0, k = 0; i < columns.out; i++) {
      float sum = 0;
      for (int end = k + columns.taps; k < end; k++) {
        sum += shares[k] * from[at + sources[k]];
      }
      to[t + i] = sum;
    }
  }

  /** Whole vectors, in ascending order: what is too much is written again with the next row. */
  private void mixRows(float[] from, int width, float[] to) {
    int[] sources = rows.sources;
    float[] shares = rows.shares;
    for (int y = 0, t = 0; y < rows.out; y++, t += width) {
      int begin = y * rows.taps;
      int end = begin + rows.taps;
      for (int i = 0; i < width; i += LENGTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int k = begin; k < end; k++) {
          FloatVector row = FloatVector.fromArray(SPECIES, from, sources[k] * width + i);
          sum = row.fma(FloatVector.broadcast(SPECIES, shares[k]), sum);
        }
        sum.intoArray(to, t + i);
      }
    }
  }
}
