package dev.skipjack.runtime.kernel.simd.pool;

import dev.skipjack.runtime.kernel.PoolSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Planes;

/** Where the windows of a pool lie on a plane, with PyTorch's rules. */
final class Windows {
  final PoolSpec spec;
  final int height;
  final int width;
  final int outHeight;
  final int outWidth;

  /** Columns from the first window's begin to the end of the last one or of the plane. */
  final int reach;

  /** One over the number of columns that each window counts; readable for a vector more. */
  final float[] columnShare;

  /** Floats of one phase of a row. */
  final int phaseLength;

  /** Where a window's columns begin among the phases: divisions are slow. */
  final int[] phaseOffset;

  Windows(PoolSpec spec, Planes x, Planes out) {
    this.spec = spec;
    this.height = x.height;
    this.width = x.width;
    this.outHeight = out.height;
    this.outWidth = out.width;
    this.reach = Math.max((outWidth - 1) * spec.stride() + spec.kernel(), spec.padding() + width);
    this.columnShare = new float[outWidth + Lanes.LENGTH];
    for (int column = 0; column < outWidth; column++) {
      columnShare[column] = share(spec, column, width);
    }
    this.phaseLength = WindowPhases.length(reach, spec.stride());
    this.phaseOffset = new int[spec.kernel()];
    for (int k = 0; k < spec.kernel(); k++) {
      phaseOffset[k] = k % spec.stride() * phaseLength + k / spec.stride();
    }
  }

  /** First input row of a row of windows; above the plane it is negative. */
  int top(int row) {
    return row * spec.stride() - spec.padding();
  }

  /** One over the number of rows that a row of windows counts. */
  float rowShare(int row) {
    return share(spec, row, height);
  }

  /** One over the number of pixels that a window counts along an axis of this size. */
  static float share(PoolSpec spec, int window, int size) {
    int begin = window * spec.stride() - spec.padding();
    int end = begin + spec.kernel();
    int counted =
        spec.countIncludePadding()
            ? Math.min(end, size + spec.padding()) - begin
            : Math.min(end, size) - Math.max(begin, 0);
    return 1f / counted;
  }
}
