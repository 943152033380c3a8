package dev.skipjack.runtime;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Views of flat vectors, by element offset. */
final class Views {
  private Views() {}

  /** A dense C-order view of {@code flat} from element {@code offset} on. */
  static INDArray of(INDArray flat, long offset, long... shape) {
    long[] stride = new long[shape.length];
    long step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      stride[axis] = step;
      step *= shape[axis];
    }
    return strided(flat, offset, shape, stride);
  }

  static INDArray strided(INDArray flat, long offset, long[] shape, long[] stride) {
    return Nd4j.create(flat.data(), shape, stride, offset, 'c', flat.dataType());
  }
}
