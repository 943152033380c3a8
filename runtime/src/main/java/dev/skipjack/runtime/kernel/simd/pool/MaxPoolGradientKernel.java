package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Gives each window's gradient to the first pixel that equals its maximum. The lanes are the
 * windows of a row, whose pixels are side by side once input rows are split into phases.
 */
public final class MaxPoolGradientKernel extends PoolGradientTask {
  private static final int PHASES = OWN;
  private static final int GRADIENT_PHASES = OWN + 1;
  private static final int ROW = OWN + 2;
  private static final int LEFT = OWN + 3;

  /**
   * @param norm what the input passed, or null
   */
  public MaxPoolGradientKernel(
      PoolSpec spec, NormalizeSpec norm, Operands operands, Workers workers, Scratch shared) {
    super(spec, norm, true, operands, workers, shared);
  }

  @Override
  void differentiate(Scratch scratch, float[] x, float[] out, float[] g, float[] result) {
    int stride = spec.stride().width();
    int padding = spec.padding().width();
    int width = windows.width;
    int length = windows.phaseLength;
    int rowLength = stride * length;
    float[] row = scratch.floats(ROW, windows.reach + 2 * LENGTH);
    float[] left = scratch.floats(LEFT, windows.outWidth + LENGTH);
    float[] phases = scratch.floats(PHASES, windows.height * rowLength);
    float[] gradientPhases = scratch.floats(GRADIENT_PHASES, windows.height * rowLength);
    Arrays.fill(row, 0, windows.reach, Float.NaN); // which equals no maximum
    for (int r = 0; r < windows.height; r++) {
      System.arraycopy(x, r * width, row, padding, width);
      WindowPhases.split(row, windows.reach, stride, phases, r * rowLength, length);
    }
    Arrays.fill(gradientPhases, 0, windows.height * rowLength, 0);
    Arrays.fill(left, windows.outWidth, windows.outWidth + LENGTH, 0);
    for (int y = 0; y < windows.outHeight; y++) {
      System.arraycopy(g, y * windows.outWidth, left, 0, windows.outWidth);
      give(phases, out, y, left, gradientPhases);
    }
    for (int r = 0; r < windows.height; r++) {
      WindowPhases.merge(gradientPhases, r * rowLength, length, stride, row, windows.reach);
      System.arraycopy(row, padding, result, r * width, width);
    }
    if (isNanAmong(out, 0, windows.outHeight * windows.outWidth)) {
      giveToNan(x, out, g, result);
    }
  }

  /** Infinities count as well. */
  static boolean isNanAmong(float[] values, int at, int count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, values, i);
      sum = value.sub(value).add(sum);
    }
    return sum.compare(VectorOperators.NE, sum).anyTrue();
  }

  /** The gradient of a window with NaN goes to the last one, as in PyTorch. */
  private void giveToNan(float[] x, float[] out, float[] g, float[] result) {
    for (int window = 0; window < windows.outHeight * windows.outWidth; window++) {
      if (Float.isNaN(out[window])) {
        int pixel = lastNan(x, window);
        if (pixel >= 0) {
          result[pixel] += g[window];
        }
      }
    }
  }

  /** The pixel that gets the gradient of a window whose maximum is NaN; -1 if none is NaN. */
  private int lastNan(float[] x, int window) {
    int top = windows.top(window / windows.outWidth);
    int left = windows.left(window % windows.outWidth);
    for (int r = Math.min(windows.height, top + spec.kernel().height()) - 1;
        r >= Math.max(0, top);
        r--) {
      int c = Math.min(windows.width, left + spec.kernel().width()) - 1;
      for (; c >= Math.max(0, left); c--) {
        if (Float.isNaN(x[r * windows.width + c])) {
          return r * windows.width + c;
        }
      }
    }
    return -1;
  }

  /** The windows of row {@code y}, pixel by pixel. */
  private void give(float[] x, float[] out, int y, float[] left, float[] result) {
    int rowLength = spec.stride().width() * windows.phaseLength;
    int top = windows.top(y);
    int bottom = Math.min(windows.height, top + spec.kernel().height());
    for (int r = Math.max(0, top); r < bottom; r++) {
      for (int offset : windows.phaseOffset) {
        give(x, r * rowLength + offset, out, y * windows.outWidth, left, result);
      }
    }
  }

  /** What is left for each window of a row goes to one of its pixels, if that is the largest. */
  private void give(float[] x, int from, float[] out, int at, float[] left, float[] result) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int q = 0; q < windows.outWidth; q += LENGTH) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, left, q);
      FloatVector sum = FloatVector.fromArray(SPECIES, result, from + q);
      VectorMask<Float> found =
          FloatVector.fromArray(SPECIES, x, from + q)
              .compare(VectorOperators.EQ, FloatVector.fromArray(SPECIES, out, at + q));
      sum.blend(sum.add(gradient), found).intoArray(result, from + q);
      gradient.blend(zero, found).intoArray(left, q);
    }
  }
}
