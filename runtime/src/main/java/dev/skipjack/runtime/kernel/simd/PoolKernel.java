package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.FusedPool;
import dev.skipjack.runtime.kernel.FusedPoolSpec;
import dev.skipjack.runtime.kernel.Pool;
import dev.skipjack.runtime.kernel.PoolSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Combines the rows of a row of windows in vectors, and then the columns of that one row, which are
 * a stride apart.
 */
final class PoolKernel extends PlaneTask implements Pool, FusedPool {
  private static final int X = 0;
  private static final int ROW = 1;
  private static final int OUT = 2;

  private final PoolSpec spec;
  private final Prologue prologue;
  private final boolean max;

  /** What padding is: it never wins, or adds nothing. */
  private final float neutral;

  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes output;
  private Windows windows;

  /** A pool alone. */
  PoolKernel(PoolSpec spec, Workers workers) {
    this(spec, new Prologue(null, 0), workers);
  }

  /** A pool that normalises its input. */
  PoolKernel(FusedPoolSpec spec, Workers workers) {
    this(spec.pool(), new Prologue(spec.prologue(), spec.prologue().channels()), workers);
  }

  private PoolKernel(PoolSpec spec, Prologue prologue, Workers workers) {
    super(workers);
    this.spec = spec;
    this.prologue = prologue;
    this.max = spec.kind() == PoolSpec.Kind.MAX;
    this.neutral = max ? Float.NEGATIVE_INFINITY : 0;
  }

  @Override
  public void run(INDArray x, INDArray out) {
    input = inputs.of(x);
    output = outs.of(out);
    windows = Windows.of(spec, input, output, windows);
    visitPlanes(input);
  }

  @Override
  public void run(
      INDArray x, INDArray mean, INDArray variance, INDArray gamma, INDArray beta, INDArray out) {
    prologue.prepare(mean, variance, gamma, beta);
    run(x, out);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel) {
    float[] x = scratch.floats(X, input.pixels + LENGTH);
    float[] row = scratch.floats(ROW, windows.reach + LENGTH);
    float[] out = scratch.floats(OUT, output.pixels);
    input.read(image, channel, 0, x, 0, input.pixels);
    prologue.apply(channel, x, input.pixels);
    Arrays.fill(row, 0, spec.padding(), neutral);
    for (int y = 0; y < windows.outHeight; y++) {
      combineRows(x, y, row);
      int at = y * windows.outWidth;
      if (max) {
        largestOfColumns(row, out, at);
      } else {
        averageOfColumns(row, windows.rowShare(y), out, at);
      }
    }
    output.write(image, channel, 0, out, 0, output.pixels);
  }

  /** Into {@code row}, behind the padding; what is right of the plane becomes padding again. */
  private void combineRows(float[] x, int y, float[] row) {
    int top = Math.max(0, windows.top(y));
    int bottom = Math.min(windows.height, windows.top(y) + spec.kernel());
    int width = windows.width;
    for (int i = 0; i < width; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, top * width + i);
      for (int r = top + 1; r < bottom; r++) {
        FloatVector next = FloatVector.fromArray(SPECIES, x, r * width + i);
        sum = max ? sum.max(next) : sum.add(next);
      }
      sum.intoArray(row, spec.padding() + i);
    }
    Arrays.fill(row, spec.padding() + width, windows.reach, neutral);
  }

  private void largestOfColumns(float[] row, float[] out, int at) {
    int stride = spec.stride();
    for (int q = 0; q < windows.outWidth; q++) {
      out[at + q] = row[q * stride];
    }
    for (int k = 1; k < spec.kernel(); k++) {
      for (int q = 0; q < windows.outWidth; q++) {
        out[at + q] = Math.max(out[at + q], row[q * stride + k]);
      }
    }
  }

  private void averageOfColumns(float[] row, float rowShare, float[] out, int at) {
    int stride = spec.stride();
    for (int q = 0; q < windows.outWidth; q++) {
      out[at + q] = row[q * stride];
    }
    for (int k = 1; k < spec.kernel(); k++) {
      for (int q = 0; q < windows.outWidth; q++) {
        out[at + q] += row[q * stride + k];
      }
    }
    for (int q = 0; q < windows.outWidth; q++) {
      out[at + q] *= rowShare * windows.columnShare[q];
    }
  }
}
