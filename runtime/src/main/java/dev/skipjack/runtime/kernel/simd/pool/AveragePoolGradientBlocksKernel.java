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

/** {@link AveragePoolGradientKernel} of maps in blocks. */
public final class AveragePoolGradientBlocksKernel extends PoolGradientBlocksTask {
  /**
   * @param norm what the input passed, or null
   */
  public AveragePoolGradientBlocksKernel(
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
    float rowShare = windows.rowShare(y);
    for (int r = top; r < bottom; r++) {
      for (int k = 0; k < spec.kernel().width(); k++) {
        int first = windows.firstWith(k);
        int end = windows.endWith(k);
        int to = sumAt(r) + (windows.left(first) + k) * SIZE;
        spread(g, gAt, rowShare, first, end, sums, to);
      }
    }
  }

  /** Of windows from {@code first} on, to one pixel of each. */
  private void spread(
      float[] g, int gAt, float rowShare, int first, int end, float[] sums, int at) {
    float[] shares = windows.columnShare;
    int step = spec.stride().width() * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int to = at + lane;
      for (int q = first; q < end; q++, to += step) {
        FloatVector share = FloatVector.broadcast(SPECIES, shares[q] * rowShare);
        FloatVector.fromArray(SPECIES, g, gAt + q * SIZE + lane)
            .mul(share)
            .add(FloatVector.fromArray(SPECIES, sums, to))
            .intoArray(sums, to);
      }
    }
  }
}
