package dev.skipjack.runtime.kernel.simd.algorithm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * Turns sums into a weight gradient {@code [out, in/groups, kernel, kernel]}. Those of Winograd's
 * algorithm have a group for each of 36 positions and are transformed first, {@code Gt S G}.
 */
public final class WeightGradient {
  private static final int SIDE = 6;
  private static final int POSITIONS = SIDE * SIDE;
  private static final int KERNEL = 3;
  private static final int TAPS = KERNEL * KERNEL;

  /** Weights of an output channel that are written at once, at most: some lines of memory. */
  private static final int PIECE = 16 * TAPS;

  /** Pieces that are enough, but for more threads. */
  private static final int ENOUGH_PIECES = 16;

  /** Kernels of the smallest piece, or weights, which are transposed so many at a time. */
  private static final int FEWEST_KERNELS = 3;

  private static final int TRANSPOSED = 16;

  private final Workers workers;
  private final WeightSums sums;
  private final boolean winograd;

  /** Taps whose sums are groups; 1 if rows are weights as they lie. */
  private final int taps;

  private final int groups;
  private final int depth;

  /** Weights of an output channel that are written at once; of whole kernels, if winograd. */
  private int piece;

  private final int outs;
  private final Workers.Task write = this::write;
  private Memory result;
  private int parts;

  /**
   * @param depth weights of an output channel
   * @param outs output channels of a group
   */
  public WeightGradient(
      Workers workers, WeightSums sums, boolean winograd, int groups, int depth, int outs) {
    this(workers, sums, winograd, 1, groups, depth, outs);
  }

  private WeightGradient(
      Workers workers,
      WeightSums sums,
      boolean winograd,
      int taps,
      int groups,
      int depth,
      int outs) {
    this.taps = taps;
    this.workers = workers;
    this.sums = sums;
    this.winograd = winograd;
    this.groups = groups;
    this.depth = depth;
    this.outs = outs;
  }

  /** Of sums that have a group for each tap. */
  public static WeightGradient ofTaps(
      Workers workers, WeightSums sums, int taps, int ins, int outs) {
    return new WeightGradient(workers, sums, false, taps, 1, ins * taps, outs);
  }

  public void write(Memory result) {
    this.result = result;
    int wanted = Math.max(ENOUGH_PIECES, Math.min(Parts.MOST, workers.threads()));
    int enough = (groups * depth + wanted - 1) / wanted;
    int unit = winograd ? TAPS : TRANSPOSED;
    int least = winograd ? FEWEST_KERNELS * TAPS : TRANSPOSED;
    piece = Math.min(PIECE, Math.max(least, (enough + unit - 1) / unit * unit));
    double read =
        (double) (winograd ? POSITIONS / TAPS : 1) * piece * sums.stride() * sums.copies();
    parts = workers.partsOfFloats(groups * pieces(), 2.0 * piece * outs + read);
    workers.run(parts, write);
    this.result = null;
  }

  /** Pieces of a group. */
  private int pieces() {
    return (depth + piece - 1) / piece;
  }

  /**
   * Transforms and writes what was summed for some input channels, by Winograd's algorithm.
   *
   * @param from rows from 0 on are those of the channels
   */
  public void write(
      WeightSums from, int firstChannel, int channels, Memory result, Scratch scratch) {
    int stride = from.stride();
    float[] rows = scratch.floats(0, PIECE * stride);
    float[] transposed = scratch.floats(1, PIECE * outs);
    float[] work = scratch.floats(2, (POSITIONS + SIDE * KERNEL) * stride);
    for (int first = 0; first < channels; first += PIECE / TAPS) {
      int count = Math.min(PIECE / TAPS, channels - first);
      for (int c = 0; c < count; c++) {
        transform(from, first + c, rows, c * TAPS * stride, work);
      }
      int n = count * TAPS;
      Transpose.run(rows, 0, stride, n, outs, transposed, 0, n);
      for (int out = 0; out < outs; out++) {
        result.write((long) out * depth + (firstChannel + first) * TAPS, transposed, out * n, n);
      }
    }
  }

  private void write(int part, Scratch scratch) {
    int stride = sums.stride();
    int pieces = pieces();
    int end = Parts.first(part + 1, parts, groups * pieces);
    float[] rows = scratch.floats(0, piece * stride);
    float[] transposed = scratch.floats(1, piece * outs);
    float[] work = scratch.floats(2, (POSITIONS + SIDE * KERNEL) * stride);
    for (int number = Parts.first(part, parts, groups * pieces); number < end; number++) {
      int group = number / pieces;
      int first = number % pieces * piece;
      int count = Math.min(piece, depth - first);
      if (winograd) {
        for (int row = 0; row < count; row += TAPS) {
          transform(sums, (first + row) / TAPS, rows, row * stride, work);
        }
      } else {
        for (int row = 0; row < count; row++) {
          int at = first + row;
          sums.merge(group * taps + at % taps, at / taps, rows, row * stride);
        }
      }
      Transpose.run(rows, 0, stride, count, outs, transposed, 0, count);
      for (int out = 0; out < outs; out++) {
        long at = (long) (group * outs + out) * depth + first;
        result.write(at, transposed, out * count, count);
      }
    }
  }

  /** An input channel's 3 x 3 taps of all output channels. */
  private static void transform(WeightSums sums, int in, float[] to, int at, float[] work) {
    int stride = sums.stride();
    int half = POSITIONS * stride;
    for (int position = 0; position < POSITIONS; position++) {
      sums.merge(position, in, work, position * stride);
    }
    for (int j = 0; j < SIDE; j++) {
      lines(work, j * stride, SIDE * stride, work, half + j * stride, SIDE * stride, stride);
    }
    for (int i = 0; i < KERNEL; i++) {
      lines(work, half + i * SIDE * stride, stride, to, at + i * KERNEL * stride, stride, stride);
    }
  }

  /** Six values of a line to three, for each lane. */
  private static void lines(float[] s, int so, int from, float[] w, int wo, int to, int lanes) {
    for (int i = 0; i < lanes; i += LENGTH) {
      FloatVector s0 = FloatVector.fromArray(SPECIES, s, so + i);
      FloatVector s1 = FloatVector.fromArray(SPECIES, s, so + from + i);
      FloatVector s2 = FloatVector.fromArray(SPECIES, s, so + 2 * from + i);
      FloatVector s3 = FloatVector.fromArray(SPECIES, s, so + 3 * from + i);
      FloatVector s4 = FloatVector.fromArray(SPECIES, s, so + 4 * from + i);
      FloatVector s5 = FloatVector.fromArray(SPECIES, s, so + 5 * from + i);
      FloatVector s12 = s1.add(s2).mul(1 / 6f);
      FloatVector s34 = s3.add(s4).mul(1 / 6f);
      FloatVector d12 = s2.sub(s1).mul(1 / 6f);
      FloatVector d34 = s3.sub(s4).mul(1 / 12f);
      s0.add(s34).mul(0.25f).sub(s12).intoArray(w, wo + i);
      d12.add(d34).intoArray(w, wo + to + i);
      s34.sub(s12).add(s5).intoArray(w, wo + 2 * to + i);
    }
  }
}
