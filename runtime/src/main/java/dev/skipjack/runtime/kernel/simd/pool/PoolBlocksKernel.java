package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** A pool of maps in blocks: a window is combined pixel by pixel, for some channels at once. */
public final class PoolBlocksKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int OUT = 1;

  private final PoolSpec spec;
  private final Prologue prologue;
  private final boolean max;
  private final Workers workers;
  private final Blocks input;
  private final BatchNorm norm;
  private final Blocks output;
  private int parts;

  /** A pool alone. */
  public PoolBlocksKernel(PoolSpec spec, Operands operands, Workers workers) {
    this(spec, new Prologue(null, 0), operands, workers);
  }

  /** A pool that normalises its input. */
  public PoolBlocksKernel(FusedPoolSpec spec, Operands operands, Workers workers) {
    this(spec.pool(), new Prologue(spec.prologue(), spec.prologue().channels()), operands, workers);
  }

  private PoolBlocksKernel(PoolSpec spec, Prologue prologue, Operands operands, Workers workers) {
    this.spec = spec;
    this.prologue = prologue;
    this.max = spec.kind() == PoolSpec.Kind.MAX;
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.norm = BatchNorm.of(operands);
    this.output = Blocks.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    prologue.prepare(norm);
    parts = Parts.ofFloats(input.images * input.blocks(), (double) input.pixels * SIZE);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int blocks = input.blocks();
    int end = Parts.first(part + 1, parts, input.images * blocks);
    for (int i = Parts.first(part, parts, input.images * blocks); i < end; i++) {
      scratch.poison();
      float[] x = scratch.floats(X, input.pixels * SIZE);
      float[] out = scratch.floats(OUT, output.pixels * SIZE);
      input.read(i / blocks, i % blocks, 0, x, 0, input.pixels);
      prologue.apply(i % blocks, x, 0, input.pixels);
      for (int y = 0; y < output.height; y++) {
        for (int column = 0; column < output.width; column++) {
          window(x, y, column, out, (y * output.width + column) * SIZE);
        }
      }
      output.write(i / blocks, i % blocks, 0, out, 0, output.pixels);
    }
  }

  private void window(float[] x, int y, int column, float[] out, int at) {
    int top = y * spec.stride().height() - spec.padding().height();
    int left = column * spec.stride().width() - spec.padding().width();
    int firstRow = Math.max(0, top);
    int endRow = Math.min(input.height, top + spec.kernel().height());
    int firstColumn = Math.max(0, left);
    int endColumn = Math.min(input.width, left + spec.kernel().width());
    float share =
        max
            ? 1
            : Windows.rowShare(spec, y, input.height)
                * Windows.columnShare(spec, column, input.width);
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int from = (firstRow * input.width + firstColumn) * SIZE + lane;
      int line = (endColumn - firstColumn) * SIZE;
      int rows = line > 0 ? endRow - firstRow : 0;
      if (max) {
        largest(x, from, rows, line, input.width * SIZE, out, at + lane);
      } else {
        sum(x, from, rows, line, input.width * SIZE, share, out, at + lane);
      }
    }
  }

  // One loop for each: in a loop in a loop, or of either, JDK 17 makes an object of each vector.

  private static void largest(
      float[] x, int at, int rows, int line, int next, float[] out, int to) {
    FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int end = line;
    for (int i = 0; i < (rows - 1) * next + line; i += SIZE) {
      if (i == end) {
        i += next - line;
        end += next;
      }
      largest = largest.max(FloatVector.fromArray(SPECIES, x, at + i));
    }
    largest.intoArray(out, to);
  }

  private static void sum(
      float[] x, int at, int rows, int line, int next, float share, float[] out, int to) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int end = line;
    for (int i = 0; i < (rows - 1) * next + line; i += SIZE) {
      if (i == end) {
        i += next - line;
        end += next;
      }
      sum = sum.add(FloatVector.fromArray(SPECIES, x, at + i));
    }
    sum.mul(share).intoArray(out, to);
  }
}
