package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.NormalizeSpec;
import dev.skipjack.runtime.kernel.PoolSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Gives each window's gradient to the first pixel that equals its maximum. The lanes are the
 * windows of a row: input rows are split into as many phases as the stride has columns, so that
 * pixel k of neighbouring windows lies side by side.
 */
final class MaxPoolGradientKernel extends PoolGradientTask {
  private static final int PHASES = OWN;
  private static final int GRADIENT_PHASES = OWN + 1;

  /**
   * @param norm what the input passed, or null
   */
  MaxPoolGradientKernel(PoolSpec spec, NormalizeSpec norm, Workers workers) {
    super(spec, norm, true, workers);
  }

  @Override
  void differentiate(Scratch scratch, float[] x, float[] out, float[] g, float[] result) {
    int split = windows.height * spec.stride() * phaseLength();
    float[] phases = scratch.floats(PHASES, split);
    float[] gradientPhases = scratch.floats(GRADIENT_PHASES, split);
    Arrays.fill(phases, 0, split, Float.NEGATIVE_INFINITY);
    Arrays.fill(gradientPhases, 0, split, 0);
    for (int r = 0; r < windows.height; r++) {
      splitRow(x, r, phases);
    }
    for (int y = 0; y < windows.outHeight; y++) {
      for (int q = 0; q < windows.outWidth; q += LENGTH) {
        give(phases, out, g, y, q, gradientPhases);
      }
    }
    for (int r = 0; r < windows.height; r++) {
      mergeRow(gradientPhases, r, result);
    }
  }

  /** The windows from column {@code q} of row {@code y} on. */
  private void give(float[] x, float[] out, float[] g, int y, int q, float[] result) {
    int stride = spec.stride();
    int at = y * windows.outWidth + q;
    int windowsLeft = Math.min(LENGTH, windows.outWidth - q);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector most = FloatVector.fromArray(SPECIES, out, at);
    FloatVector left = zero.blend(FloatVector.fromArray(SPECIES, g, at), Lanes.first(windowsLeft));
    int top = windows.top(y);
    int bottom = Math.min(windows.height, top + spec.kernel());
    for (int r = Math.max(0, top); r < bottom; r++) {
      for (int k = 0; k < spec.kernel(); k++) {
        int from = (r * stride + k % stride) * phaseLength() + k / stride + q;
        VectorMask<Float> found =
            FloatVector.fromArray(SPECIES, x, from).compare(VectorOperators.EQ, most);
        FloatVector sum = FloatVector.fromArray(SPECIES, result, from);
        sum.add(zero.blend(left, found)).intoArray(result, from);
        left = left.blend(zero, found);
      }
    }
  }

  private void splitRow(float[] rows, int row, float[] x) {
    int stride = spec.stride();
    for (int phase = 0; phase < stride; phase++) {
      int first = firstColumn(phase);
      int to = phaseOf(row, phase, first);
      int from = row * windows.width;
      for (int column = first; column < windows.width; column += stride) {
        x[to++] = rows[from + column];
      }
    }
  }

  private void mergeRow(float[] result, int row, float[] rows) {
    int stride = spec.stride();
    for (int phase = 0; phase < stride; phase++) {
      int first = firstColumn(phase);
      int from = phaseOf(row, phase, first);
      int to = row * windows.width;
      for (int column = first; column < windows.width; column += stride) {
        rows[to + column] = result[from++];
      }
    }
  }

  /** The first column of the plane that is in the phase: columns are counted from the padding. */
  private int firstColumn(int phase) {
    return Math.floorMod(phase - spec.padding(), spec.stride());
  }

  private int phaseOf(int row, int phase, int column) {
    int stride = spec.stride();
    return (row * stride + phase) * phaseLength() + (column + spec.padding()) / stride;
  }

  private int phaseLength() {
    return windows.reach / spec.stride() + 1 + LENGTH;
  }
}
