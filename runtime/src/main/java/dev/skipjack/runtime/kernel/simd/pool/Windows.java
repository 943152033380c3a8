package dev.skipjack.runtime.kernel.simd.pool;

import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;

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

  /** Whether they are 2 x 2 pixels each and fill the plane. */
  final boolean areQuarters;

  /** Where a window's columns begin among the phases: divisions are slow. */
  final int[] phaseOffset;

  Windows(PoolSpec spec, FeatureMap x, FeatureMap out) {
    this.spec = spec;
    this.height = x.height;
    this.width = x.width;
    this.outHeight = out.height;
    this.outWidth = out.width;
    int step = spec.stride().width();
    int columns = spec.kernel().width();
    this.reach = Math.max((outWidth - 1) * step + columns, spec.padding().width() + width);
    this.columnShare = new float[outWidth + Lanes.LENGTH];
    for (int column = 0; column < outWidth; column++) {
      columnShare[column] = columnShare(spec, column, width);
    }
    this.phaseLength = WindowPhases.length(reach, step);
    this.areQuarters =
        spec.kernel().is(2)
            && spec.stride().is(2)
            && spec.padding().is(0)
            && height == 2 * outHeight
            && width == 2 * outWidth;
    this.phaseOffset = new int[columns];
    for (int k = 0; k < columns; k++) {
      phaseOffset[k] = k % step * phaseLength + k / step;
    }
  }

  /** First input row of a row of windows; above the plane it is negative. */
  int top(int row) {
    return row * spec.stride().height() - spec.padding().height();
  }

  /** First input column of a column of windows; left of the plane it is negative. */
  int left(int column) {
    return column * spec.stride().width() - spec.padding().width();
  }

  /** The first column of windows whose k-th column of pixels is none of the padding. */
  int firstWith(int k) {
    int before = spec.padding().width() - k;
    return Math.max(0, (before + spec.stride().width() - 1) / spec.stride().width());
  }

  /** The end of those columns, which is no less. */
  int endWith(int k) {
    int last = width - 1 + spec.padding().width() - k;
    int end = Math.min(outWidth, Math.floorDiv(last, spec.stride().width()) + 1);
    return Math.max(firstWith(k), end);
  }

  /** One over the number of rows that a row of windows counts. */
  float rowShare(int row) {
    return rowShare(spec, row, height);
  }

  /** One over the number of rows of a map so high that a row of windows counts. */
  static float rowShare(PoolSpec spec, int row, int height) {
    int begin = row * spec.stride().height() - spec.padding().height();
    return share(spec, begin, spec.kernel().height(), height, spec.padding().height());
  }

  /** One over the number of columns of a map so wide that a column of windows counts. */
  static float columnShare(PoolSpec spec, int column, int width) {
    int begin = column * spec.stride().width() - spec.padding().width();
    return share(spec, begin, spec.kernel().width(), width, spec.padding().width());
  }

  private static float share(PoolSpec spec, int begin, int kernel, int size, int padding) {
    int end = begin + kernel;
    int counted =
        spec.countIncludePadding()
            ? Math.min(end, size + padding) - begin
            : Math.min(end, size) - Math.max(begin, 0);
    return 1f / counted;
  }
}
