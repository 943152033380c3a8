package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Spreads each row of gradients over the columns of its windows, and that row over their rows. */
public final class AveragePoolGradientKernel extends PoolGradientTask {
  private static final int ROW = OWN;
  private static final int PHASES = OWN + 1;

  /**
   * @param norm what the input passed, or null
   */
  public AveragePoolGradientKernel(
      PoolSpec spec, NormalizeSpec norm, Operands operands, Workers workers, Scratch shared) {
    super(spec, norm, false, operands, workers, shared);
  }

  @Override
  void differentiate(Scratch scratch, float[] x, float[] out, float[] g, float[] result) {
    float[] row = scratch.floats(ROW, windows.reach + 2 * LENGTH);
    float[] phases = scratch.floats(PHASES, spec.stride().width() * windows.phaseLength);
    Arrays.fill(result, 0, windows.height * windows.width, 0);
    for (int y = 0; y < windows.outHeight; y++) {
      spreadColumns(g, y, phases);
      WindowPhases.merge(phases, 0, windows.phaseLength, spec.stride().width(), row, windows.reach);
      int bottom = Math.min(windows.height, windows.top(y) + spec.kernel().height());
      for (int r = Math.max(0, windows.top(y)); r < bottom; r++) {
        addRow(row, result, r * windows.width);
      }
    }
  }

  private void spreadColumns(float[] g, int y, float[] phases) {
    int[] offset = windows.phaseOffset;
    int at = y * windows.outWidth;
    float rowShare = windows.rowShare(y);
    FloatVector zero = FloatVector.zero(SPECIES);
    Arrays.fill(phases, 0, spec.stride().width() * windows.phaseLength, 0);
    for (int q = 0; q < windows.outWidth; q += LENGTH) {
      FloatVector share = FloatVector.fromArray(SPECIES, windows.columnShare, q).mul(rowShare);
      FloatVector all = FloatVector.fromArray(SPECIES, g, at + q).mul(share);
      FloatVector part = zero.blend(all, Lanes.first(Math.min(LENGTH, windows.outWidth - q)));
      for (int k = 0; k < offset.length; k++) {
        int to = offset[k] + q;
        part.add(FloatVector.fromArray(SPECIES, phases, to)).intoArray(phases, to);
      }
    }
  }

  private void addRow(float[] row, float[] result, int at) {
    int i = 0;
    for (; i <= windows.width - LENGTH; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, row, spec.padding().width() + i);
      sum.add(FloatVector.fromArray(SPECIES, result, at + i)).intoArray(result, at + i);
    }
    for (; i < windows.width; i++) {
      result[at + i] += row[spec.padding().width() + i];
    }
  }
}
