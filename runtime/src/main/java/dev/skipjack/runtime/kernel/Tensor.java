package dev.skipjack.runtime.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array as kernels see it: where its elements lie, of which type they are, its shape and its
 * strides. How the channels of a map lie in it, {@link Layout}, is in the spec of a kernel, because
 * kernels are chosen by it. Arrays of ND4J stand at the user's edge; a provider that is made of
 * ND4J's operations finds them again by {@link #asArray}.
 */
public final class Tensor {
  private final INDArray array;
  private final long[] shape;
  private final long[] strides;

  private Tensor(INDArray array) {
    this.array = array;
    this.shape = array.shape();
    this.strides = array.stride();
  }

  /** The memory of an array, which it keeps alive; null for null. */
  public static Tensor of(INDArray array) {
    return array == null ? null : new Tensor(array);
  }

  public DataType type() {
    return array.dataType();
  }

  /** Number of axes. */
  public int rank() {
    return shape.length;
  }

  /** Elements along an axis. */
  public long size(int axis) {
    return shape[axis];
  }

  /** Elements of memory from one index of an axis to the next. */
  public long stride(int axis) {
    return strides[axis];
  }

  /** Number of elements. */
  public long length() {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return length;
  }

  /** Elements of memory from the first element to the last, whatever lies between. */
  public long span() {
    long span = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      span += (shape[axis] - 1) * strides[axis];
    }
    return span;
  }

  /** Of the first element. The memory lives as long as this tensor. */
  public Pointer pointer() {
    return array.data().addressPointer();
  }

  /** The same memory. */
  public INDArray asArray() {
    return array;
  }

  /** Whether both were made of the very same array. */
  boolean isSameAs(Tensor other) {
    return array == other.array;
  }
}
