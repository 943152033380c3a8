package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Combines the rows of a row of windows, and then the columns of that one row, split into phases.
 * Windows of 2 x 2 pixels that fill a plane are combined as one row of all: loops of a few vectors
 * take longer to begin than to run.
 */
public final class PoolKernel extends PlaneTask implements Runnable {
  private static final int X = 0;
  private static final int ROW = 1;
  private static final int PHASES = 2;
  private static final int OUT = 3;

  private final PoolSpec spec;
  private final Prologue prologue;
  private final boolean max;

  /** What padding is: it never wins, or adds nothing. */
  private final float neutral;

  private final Planes input;
  private final BatchNorm norm;
  private final Planes output;
  private final Windows windows;

  /** A pool alone. */
  public PoolKernel(PoolSpec spec, Operands operands, Workers workers) {
    this(spec, new Prologue(null, 0), operands, workers);
  }

  /** A pool that normalises its input. */
  public PoolKernel(FusedPoolSpec spec, Operands operands, Workers workers) {
    this(spec.pool(), new Prologue(spec.prologue(), spec.prologue().channels()), operands, workers);
  }

  private PoolKernel(PoolSpec spec, Prologue prologue, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.prologue = prologue;
    this.max = spec.kind() == PoolSpec.Kind.MAX;
    this.neutral = max ? Float.NEGATIVE_INFINITY : 0;
    this.input = Planes.of(operands, INPUT);
    this.norm = BatchNorm.of(operands);
    this.output = Planes.of(operands, OUTPUT);
    this.windows = new Windows(spec, input, output);
  }

  @Override
  public void run() {
    prologue.prepare(norm);
    visitPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    int length = windows.phaseLength;
    float[] x = scratch.floats(X, input.pixels + LENGTH);
    if (windows.areQuarters) {
      combineQuarters(image, channel, x, scratch);
      return;
    }
    float[] row = scratch.floats(ROW, windows.reach + 2 * LENGTH);
    float[] phases = scratch.floats(PHASES, spec.stride().width() * length);
    float[] out = scratch.floats(OUT, output.pixels + LENGTH);
    input.read(image, channel, 0, x, 0, input.pixels);
    prologue.apply(channel, x, input.pixels);
    Arrays.fill(row, 0, spec.padding().width(), neutral);
    for (int y = 0; y < windows.outHeight; y++) {
      combineRows(x, y, row);
      WindowPhases.split(row, windows.reach, spec.stride().width(), phases, 0, length);
      combineColumns(phases, windows.rowShare(y), out, y * windows.outWidth);
    }
    output.write(image, channel, 0, out, 0, output.pixels);
  }

  /** All windows of a plane of which each is 2 x 2 pixels of its own. */
  private void combineQuarters(int image, int channel, float[] x, Scratch scratch) {
    int half = input.pixels / 2;
    int length = WindowPhases.length(half, 2);
    float[] rows = scratch.floats(ROW, half + 2 * LENGTH);
    float[] phases = scratch.floats(PHASES, 2 * length);
    float[] out = scratch.floats(OUT, output.pixels + LENGTH);
    input.read(image, channel, 0, x, 0, input.pixels);
    prologue.apply(channel, x, input.pixels);
    combinePairs(x, rows, windows.outHeight, windows.width);
    WindowPhases.split(rows, half, 2, phases, 0, length);
    FloatVector share =
        FloatVector.broadcast(SPECIES, windows.columnShare[0]).mul(windows.rowShare(0));
    for (int q = 0; q < output.pixels; q += LENGTH) {
      FloatVector left = FloatVector.fromArray(SPECIES, phases, q);
      FloatVector right = FloatVector.fromArray(SPECIES, phases, length + q);
      FloatVector sum = max ? left.max(right) : left.add(right).mul(share);
      sum.intoArray(out, q);
    }
    output.write(image, channel, 0, out, 0, output.pixels);
  }

  /** Each two rows become one. A vector's end that is too much is written again. */
  private void combinePairs(float[] x, float[] to, int rows, int width) {
    for (int i = 0, row = 0; row < rows; ) {
      int from = 2 * row * width + i;
      FloatVector a = FloatVector.fromArray(SPECIES, x, from);
      FloatVector b = FloatVector.fromArray(SPECIES, x, from + width);
      FloatVector sum = max ? a.max(b) : a.add(b);
      sum.intoArray(to, row * width + i);
      i += LENGTH;
      if (i >= width) {
        i = 0;
        row++;
      }
    }
  }

  /** Into {@code row}, behind the padding; what is right of the plane becomes padding again. */
  private void combineRows(float[] x, int y, float[] row) {
    int top = Math.max(0, windows.top(y));
    int bottom = Math.min(windows.height, windows.top(y) + spec.kernel().height());
    int width = windows.width;
    for (int i = 0; i < width; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, top * width + i);
      for (int r = top + 1; r < bottom; r++) {
        FloatVector next = FloatVector.fromArray(SPECIES, x, r * width + i);
        sum = max ? sum.max(next) : sum.add(next);
      }
      sum.intoArray(row, spec.padding().width() + i);
    }
    Arrays.fill(row, spec.padding().width() + width, windows.reach, neutral);
  }

  private void combineColumns(float[] phases, float rowShare, float[] out, int at) {
    int[] offset = windows.phaseOffset;
    int width = windows.outWidth;
    for (int q = 0; q < width; q += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, phases, q);
      for (int k = 1; k < offset.length; k++) {
        FloatVector next = FloatVector.fromArray(SPECIES, phases, offset[k] + q);
        sum = max ? sum.max(next) : sum.add(next);
      }
      if (!max) {
        FloatVector share = FloatVector.fromArray(SPECIES, windows.columnShare, q);
        sum = sum.mul(share.mul(rowShare));
      }
      sum.intoArray(out, at + q);
    }
  }
}
