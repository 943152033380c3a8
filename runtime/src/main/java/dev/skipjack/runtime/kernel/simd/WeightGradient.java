package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Turns sums into a weight gradient {@code [out, in/groups, kernel, kernel]}. Those of Winograd's
 * algorithm have a group for each of 36 positions and are transformed first, {@code Gt S G}.
 */
final class WeightGradient {
  private static final int SIDE = 6;
  private static final int POSITIONS = SIDE * SIDE;
  private static final int KERNEL = 3;
  private static final int TAPS = KERNEL * KERNEL;

  private final Workers workers;
  private final WeightSums sums;
  private final boolean winograd;
  private final int groups;
  private final int depth;
  private final int outs;
  private final Workers.Task write = this::write;
  private Memory result;

  /**
   * @param depth weights of an output channel
   * @param outs output channels of a group
   */
  WeightGradient(
      Workers workers, WeightSums sums, boolean winograd, int groups, int depth, int outs) {
    this.workers = workers;
    this.sums = sums;
    this.winograd = winograd;
    this.groups = groups;
    this.depth = depth;
    this.outs = outs;
  }

  void write(Memory result) {
    this.result = result;
    workers.run(write);
  }

  private void write(int part, Scratch scratch) {
    int slices = (outs + LENGTH - 1) / LENGTH;
    int end = workers.first(part + 1, groups * slices);
    float[] columns = scratch.floats(0, depth * LENGTH);
    float[] rows = scratch.floats(1, depth * LENGTH);
    float[] work = scratch.floats(2, (POSITIONS + SIDE * KERNEL) * LENGTH);
    for (int slice = workers.first(part, groups * slices); slice < end; slice++) {
      int group = slice / slices;
      int out = slice % slices * LENGTH;
      if (winograd) {
        for (int in = 0; in < depth / TAPS; in++) {
          transform(in, out, columns, in * TAPS * LENGTH, work);
        }
      } else {
        for (int row = 0; row < depth; row++) {
          sums.merged(group, row, out).intoArray(columns, row * LENGTH);
        }
      }
      int count = Math.min(LENGTH, outs - out);
      Transpose.run(columns, 0, LENGTH, depth, count, rows, 0, depth);
      result.write((long) (group * outs + out) * depth, rows, 0, count * depth);
    }
  }

  private void transform(int in, int out, float[] to, int at, float[] work) {
    int half = POSITIONS * LENGTH;
    for (int position = 0; position < POSITIONS; position++) {
      sums.merged(position, in, out).intoArray(work, position * LENGTH);
    }
    for (int j = 0; j < SIDE; j++) {
      line(work, j * LENGTH, SIDE * LENGTH, work, half + j * LENGTH, SIDE * LENGTH);
    }
    for (int i = 0; i < KERNEL; i++) {
      line(work, half + i * SIDE * LENGTH, LENGTH, to, at + i * KERNEL * LENGTH, LENGTH);
    }
  }

  /** Six values to three. */
  private static void line(float[] s, int so, int from, float[] w, int wo, int to) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, s, so);
    FloatVector s1 = FloatVector.fromArray(SPECIES, s, so + from);
    FloatVector s2 = FloatVector.fromArray(SPECIES, s, so + 2 * from);
    FloatVector s3 = FloatVector.fromArray(SPECIES, s, so + 3 * from);
    FloatVector s4 = FloatVector.fromArray(SPECIES, s, so + 4 * from);
    FloatVector s5 = FloatVector.fromArray(SPECIES, s, so + 5 * from);
    FloatVector sixth = FloatVector.broadcast(SPECIES, 1 / 6f);
    FloatVector s12 = s1.add(s2).mul(sixth);
    FloatVector s34 = s3.add(s4).mul(sixth);
    FloatVector d12 = s2.sub(s1).mul(sixth);
    FloatVector d34 = s3.sub(s4);
    FloatVector quarter = FloatVector.broadcast(SPECIES, 0.25f);
    s0.add(s34).fma(quarter, s12.neg()).intoArray(w, wo);
    d34.fma(FloatVector.broadcast(SPECIES, 1 / 12f), d12).intoArray(w, wo + to);
    s34.sub(s12).add(s5).intoArray(w, wo + 2 * to);
  }
}
