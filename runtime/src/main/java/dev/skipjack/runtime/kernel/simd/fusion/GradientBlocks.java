package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;

/**
 * Data gradients whose channels lie beside each other go back through the prologue, and are written
 * or added to a map in blocks.
 */
final class GradientBlocks {
  private final Prologue prologue;
  private final boolean add;

  GradientBlocks(Prologue prologue, boolean add) {
    this.prologue = prologue;
    this.add = add;
  }

  /**
   * Takes pixels of channels of one block back, to where they belong.
   *
   * @param x as the gradient lies; not read without a prologue
   * @param gradient null if sums alone are wanted
   * @param step from one pixel to the next in the maps
   * @param d element (pixel, channel) is {@code d[at + pixel*distance + channel]}; overwritten
   * @param sums what was summed so far for beta and, a block behind it, for gamma
   */
  void pass(
      Blocks x,
      Blocks gradient,
      int image,
      int channel,
      int channels,
      int pixel,
      int step,
      int count,
      float[] d,
      int at,
      int distance,
      float[] sums,
      Scratch scratch) {
    int span = (count - 1) * step + 1;
    float[] values = null;
    int v = 0;
    int next = 0;
    if (!prologue.identity) {
      boolean heap = x.isOnHeap();
      values = heap ? x.array(null) : scratch.floats(Scratch.PIXELS, span * channels);
      v = heap ? x.index(image, channel / SIZE, pixel) + channel % SIZE : 0;
      next = step * (heap ? SIZE : channels);
      if (!heap) {
        x.read(image, channel, channels, pixel, values, span);
      }
    }
    if (gradient == null) {
      back(
          channel, channels, count, d, at, distance, values, v, next, d, at, distance, false, sums,
          0);
      return;
    }
    boolean heap = gradient.isOnHeap();
    float[] to = heap ? gradient.array(null) : scratch.floats(Scratch.PHASES, span * channels);
    int t = heap ? gradient.index(image, channel / SIZE, pixel) + channel % SIZE : 0;
    int toNext = step * (heap ? SIZE : channels);
    if (!heap && (add || step > 1)) {
      gradient.read(image, channel, channels, pixel, to, span);
    }
    back(channel, channels, count, d, at, distance, values, v, next, to, t, toNext, add, sums, 0);
    if (!heap) {
      gradient.write(image, channel, channels, pixel, to, span);
    }
  }

  /** As {@link Prologue#back} of channels of one block; without a prologue they are copied. */
  void back(
      int channel,
      int channels,
      int count,
      float[] d,
      int at,
      int distance,
      float[] x,
      int xAt,
      int xNext,
      float[] to,
      int toAt,
      int toNext,
      boolean add,
      float[] beta,
      int betaAt) {
    for (int c = 0; c < channels; c += LENGTH) {
      if (prologue.identity) {
        copy(count, d, at + c, distance, to, toAt + c, toNext, add);
      } else {
        int first = channel + c;
        int v = xAt + c;
        int t = toAt + c;
        int sum = betaAt + c;
        prologue.back(
            first, count, d, at + c, distance, x, v, xNext, to, t, toNext, add, beta, sum);
      }
    }
  }

  private static void copy(
      int count, float[] d, int at, int distance, float[] to, int t, int next, boolean add) {
    for (int p = 0; p < count; p++) {
      FloatVector g = FloatVector.fromArray(SPECIES, d, at + p * distance);
      if (add) {
        g = g.add(FloatVector.fromArray(SPECIES, to, t + p * next));
      }
      g.intoArray(to, t + p * next);
    }
  }

  /** Writes or adds pixels of a block that are all back. */
  void write(
      Blocks map, int image, int block, int pixel, int count, float[] d, int at, Scratch scratch) {
    if (!add) {
      map.write(image, block, pixel, d, at, count);
      return;
    }
    float[] stage = map.isOnHeap() ? null : scratch.floats(Scratch.PIXELS, count * SIZE);
    int to = map.find(image, block, pixel, stage, 0, count);
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      copy(count, d, at + lane, SIZE, map.array(stage), to + lane, SIZE, true);
    }
    map.deliver(image, block, pixel, stage, 0, count);
  }
}
