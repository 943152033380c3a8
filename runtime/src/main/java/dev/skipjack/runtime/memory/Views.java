package dev.skipjack.runtime.memory;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Views of flat vectors, by element offset. */
public final class Views {
  private Views() {}

  /** A dense C-order view of {@code flat} from element {@code offset} on. */
  public static INDArray of(INDArray flat, long offset, long... shape) {
    long[] stride = new long[shape.length];
    long step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      stride[axis] = step;
      step *= shape[axis];
    }
    return strided(flat, offset, shape, stride);
  }

  /** Entries {@code first} to {@code end} (exclusive) along the first axis. */
  public static INDArray rows(INDArray array, long first, long end) {
    long[] shape = array.shape().clone();
    shape[0] = end - first;
    long offset = array.offset() + first * array.stride(0);
    return Nd4j.create(array.data(), shape, array.stride().clone(), offset, 'c', array.dataType());
  }

  /** Some rows and columns of each channel of {@code [N,C,H,W]}. */
  public static INDArray rectangle(INDArray maps, int top, int left, int height, int width) {
    long[] shape = {maps.size(0), maps.size(1), height, width};
    long offset = maps.offset() + top * maps.stride(2) + left * maps.stride(3);
    return Nd4j.create(maps.data(), shape, maps.stride().clone(), offset, 'c', maps.dataType());
  }

  /** A view of {@code flat} with these strides, from element {@code offset} on. */
  public static INDArray strided(INDArray flat, long offset, long[] shape, long[] stride) {
    return Nd4j.create(flat.data(), shape, stride, offset, 'c', flat.dataType());
  }
}
