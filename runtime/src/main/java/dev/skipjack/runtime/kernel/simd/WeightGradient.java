package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient while it is summed: transposed, {@code [block][row][out channel]}, a copy for
 * each worker that meets the same weights. A block holds as many rows of a group's {@code [in,
 * kernel, kernel]} as its sweep handles at once; what is after the last row and the last output
 * channel is undefined.
 */
final class WeightGradient {
  private final Workers workers;
  private final int groups;
  private final int outs;
  private final int stride;
  private final int depth;
  private int blocks;
  private int blockRows;
  private int blockSize;
  private int copies;
  private float[] sums;
  private Memory result;

  private final Workers.Task reduce = this::reduce;

  /**
   * @param depth rows of a group: {@code in/groups * kernel * kernel}
   * @param outs output channels of a group
   */
  WeightGradient(Workers workers, int groups, int depth, int outs) {
    this.workers = workers;
    this.groups = groups;
    this.depth = depth;
    this.outs = outs;
    this.stride = Lanes.roundUp(outs, LENGTH);
  }

  /**
   * Begins to sum.
   *
   * @param blockRows rows of each block of a group but the last
   * @param copies the number of workers, or 1 if each has blocks of its own
   */
  void prepare(int blockRows, int copies, Scratch shared, int slot) {
    this.blocks = (depth + blockRows - 1) / blockRows;
    this.blockRows = blockRows;
    this.blockSize = Lanes.roundUp(blockRows, ROWS) * stride;
    this.copies = copies;
    this.sums = shared.floats(slot, copies * groups * blocks * blockSize);
  }

  /** Floats of a transposed gradient's pixel. */
  int stride() {
    return stride;
  }

  /** Before the first product of a block, numbered through all groups. */
  void clear(int part, int block) {
    int from = offset(part, block);
    Arrays.fill(sums, from, from + blockSize, 0);
  }

  /**
   * Adds the products of a block's rows with the output's gradient.
   *
   * @param z panels of {@code roundUp(rows, ROWS)} rows
   * @param t {@code [pixel][stride]}, from {@code first} on
   */
  void add(int part, int block, float[] z, int rows, float[] t, int first, int pixels) {
    int panelSize = Lanes.roundUp(rows, ROWS) * COLUMNS;
    int at = offset(part, block);
    for (int r = 0; r < rows; r += ROWS) {
      for (int v = 0; v < stride; v += COLUMNS) {
        boolean half = v + LENGTH == stride;
        for (int p = 0, zo = r * COLUMNS; p < pixels; p += COLUMNS, zo += panelSize) {
          int some = Math.min(COLUMNS, pixels - p);
          int to = first + p * stride + v;
          int co = at + r * stride + v;
          if (half) {
            Gemm.accumulateHalf(z, zo, t, to, stride, some, sums, co, stride);
          } else {
            Gemm.accumulate(z, zo, t, to, stride, some, sums, co, stride);
          }
        }
      }
    }
  }

  private int offset(int part, int block) {
    return ((copies == 1 ? 0 : part) * groups * blocks + block) * blockSize;
  }

  /** Merges the copies, always in the same order, and writes the gradient of the weights. */
  void write(Memory result) {
    this.result = result;
    workers.run(reduce);
  }

  private void reduce(int part, Scratch scratch) {
    int slices = stride / LENGTH;
    int first = workers.first(part, groups * slices);
    int end = workers.first(part + 1, groups * slices);
    float[] merged = scratch.floats(0, depth * LENGTH);
    float[] rows = scratch.floats(1, depth * LENGTH);
    for (int slice = first; slice < end; slice++) {
      int group = slice / slices;
      int out = slice % slices * LENGTH;
      int count = Math.min(LENGTH, outs - out);
      merge(group, out, merged);
      Transpose.run(merged, 0, LENGTH, depth, count, rows, 0, depth);
      result.write((long) (group * outs + out) * depth, rows, 0, count * depth);
    }
  }

  private void merge(int group, int out, float[] to) {
    for (int row = 0; row < depth; row++) {
      int block = group * blocks + row / blockRows;
      int at = block * blockSize + row % blockRows * stride + out;
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, at);
      for (int copy = 1; copy < copies; copy++) {
        at += groups * blocks * blockSize;
        sum = sum.add(FloatVector.fromArray(SPECIES, sums, at));
      }
      sum.intoArray(to, row * LENGTH);
    }
  }
}
