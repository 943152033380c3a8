package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Views of parts of arrays. {@code INDArray.get} would do, but for an axis of size 1 before the
 * interval it answers with an array that has no data.
 */
final class Window {
  private Window() {}

  /** Elements {@code begin} to {@code end} (exclusive) along one axis. */
  static INDArray along(INDArray array, int axis, long begin, long end) {
    return of(array, axis, begin, end, 1);
  }

  /** Every {@code step}-th element along one axis. */
  static INDArray every(INDArray array, int axis, int step) {
    return of(array, axis, 0, array.size(axis), step);
  }

  private static INDArray of(INDArray array, int axis, long begin, long end, int step) {
    long[] shape = array.shape().clone();
    long[] stride = array.stride().clone();
    long offset = array.offset() + begin * stride[axis];
    shape[axis] = (end - begin + step - 1) / step;
    stride[axis] *= step;
    return Nd4j.create(array.data(), shape, stride, offset, 'c', array.dataType());
  }
}
