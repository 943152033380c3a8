package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link MaxPoolGradientKernel} of maps in blocks. */
public final class MaxPoolGradientBlocksKernel extends PoolGradientBlocksTask {
  private static final int X = OWN;
  private static final int SEEN = OWN + 1;
  private static final int OUT = OWN + 2;
  private static final int LEFT = OWN + 3;

  /**
   * @param norm what the input passed, or null
   */
  public MaxPoolGradientBlocksKernel(
      PoolSpec spec, NormalizeSpec norm, Operands operands, Workers workers, Scratch shared) {
    super(spec, norm, operands, workers, shared);
  }

  @Override
  void spread(
      Scratch scratch,
      int image,
      int block,
      int y,
      int top,
      int bottom,
      float[] g,
      int gAt,
      float[] sums) {
    int width = windows.outWidth;
    float[] xStage = scratch.floats(X, spec.kernel().height() * line);
    float[] x = input.array(xStage);
    int xAt = input.find(image, block, top * input.width, xStage, 0, (bottom - top) * input.width);
    if (normalizes) {
      float[] seen = scratch.floats(SEEN, spec.kernel().height() * line);
      int pixels = (bottom - top) * input.width;
      through.prologue().apply(block, x, xAt, SIZE, pixels, seen, 0);
      x = seen;
      xAt = 0;
    }
    float[] outStage = scratch.floats(OUT, width * SIZE);
    float[] out = output.array(outStage);
    int outAt = output.find(image, block, y * width, outStage, 0, width);
    float[] left = scratch.floats(LEFT, width * SIZE);
    System.arraycopy(g, gAt, left, 0, width * SIZE);
    for (int r = top; r < bottom; r++) {
      for (int k = 0; k < spec.kernel().width(); k++) {
        int first = windows.firstWith(k);
        int count = windows.endWith(k) - first;
        int column = (windows.left(first) + k) * SIZE;
        int from = xAt + (r - top) * line + column;
        int window = first * SIZE;
        give(x, from, out, outAt + window, left, window, count, sums, sumAt(r) + column);
      }
    }
    if (MaxPoolGradientKernel.isNanAmong(out, outAt, width * SIZE)) {
      giveToNan(x, xAt, top, bottom, out, outAt, g, gAt, sums);
    }
  }

  /** What is left for windows beside each other goes to one pixel of each, if it is the largest. */
  private void give(
      float[] x,
      int xAt,
      float[] out,
      int outAt,
      float[] left,
      int leftAt,
      int count,
      float[] sums,
      int sumAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int step = spec.stride().width() * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int p = lane;
      for (int i = lane; i < count * SIZE; i += SIZE, p += step) {
        VectorMask<Float> found =
            FloatVector.fromArray(SPECIES, x, xAt + p)
                .compare(VectorOperators.EQ, FloatVector.fromArray(SPECIES, out, outAt + i));
        FloatVector gradient = FloatVector.fromArray(SPECIES, left, leftAt + i);
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumAt + p);
        sum.add(zero.blend(gradient, found)).intoArray(sums, sumAt + p);
        gradient.blend(zero, found).intoArray(left, leftAt + i);
      }
    }
  }

  /** The gradient of a window with NaN goes to the last one, as in PyTorch. */
  private void giveToNan(
      float[] x,
      int xAt,
      int top,
      int bottom,
      float[] out,
      int outAt,
      float[] g,
      int gAt,
      float[] sums) {
    for (int i = 0; i < windows.outWidth * SIZE; i++) {
      if (Float.isNaN(out[outAt + i])) {
        int lane = i % SIZE;
        int left = Math.max(0, windows.left(i / SIZE));
        int right = Math.min(windows.width, windows.left(i / SIZE) + spec.kernel().width());
        int found = lastNan(x, xAt + lane, bottom - top, left, right);
        if (found >= 0) {
          int row = found / windows.width;
          sums[sumAt(top + row) + found % windows.width * SIZE + lane] += g[gAt + i];
        }
      }
    }
  }

  /** A pixel of some rows between two columns; -1 if none is NaN. */
  private int lastNan(float[] x, int xAt, int rows, int left, int right) {
    for (int r = rows - 1; r >= 0; r--) {
      for (int c = right - 1; c >= left; c--) {
        if (Float.isNaN(x[xAt + r * line + c * SIZE])) {
          return r * windows.width + c;
        }
      }
    }
    return -1;
  }
}
