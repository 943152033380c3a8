package dev.skipjack.runtime.kernel;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array as kernels see it: where its elements lie, of which type they are, its shape and its
 * strides. How the channels of a map lie in it, {@link Layout}, is in the spec of a kernel, because
 * kernels are chosen by it.
 *
 * <p>The elements lie in memory of ND4J, where a provider that is made of ND4J's operations finds
 * them by {@link #asArray}, or in a Java array, {@link #heap}, if the provider that computes with
 * them {@linkplain KernelFactory#allocate allocated} that. Who takes arrays alone gets an {@link
 * ArrayCopy} of those.
 */
public final class Tensor {
  /** Null on the heap. */
  private final INDArray array;

  /** Null in memory of ND4J. */
  private final HeapFloats heap;

  private final int first;
  private final long[] shape;
  private final long[] strides;

  private Tensor(INDArray array, HeapFloats heap, int first, long[] shape, long[] strides) {
    this.array = array;
    this.heap = heap;
    this.first = first;
    this.shape = shape;
    this.strides = strides;
  }

  /** The memory of an array, which it keeps alive; null for null. */
  public static Tensor of(INDArray array) {
    return array == null ? null : new Tensor(array, null, 0, array.shape(), array.stride());
  }

  /** A vector on the heap: {@code length} elements from {@code first} on. */
  public static Tensor of(HeapFloats heap, int first, int length) {
    return new Tensor(null, heap, first, new long[] {length}, new long[] {1});
  }

  /**
   * A part of a vector with other axes.
   *
   * @param offset elements of the vector before it
   * @param strides of each axis, in elements
   */
  public Tensor view(long offset, long[] shape, long[] strides) {
    if (isOnHeap()) {
      return new Tensor(null, heap, Math.toIntExact(first + offset), shape, strides);
    }
    return of(Nd4j.create(array.data(), shape, strides, offset, 'c', array.dataType()));
  }

  /** The same dense elements in C order, with other axes. */
  public Tensor reshaped(long... newShape) {
    return isOnHeap()
        ? new Tensor(null, heap, first, newShape, denseStrides(newShape))
        : of(array.reshape('c', newShape));
  }

  /** Of axes that lie in C order without gaps. */
  public static long[] denseStrides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = step;
      step *= shape[axis];
    }
    return strides;
  }

  public DataType type() {
    return isOnHeap() ? DataType.FLOAT : array.dataType();
  }

  /** Number of axes. */
  public int rank() {
    return shape.length;
  }

  /** Elements along an axis. */
  public long size(int axis) {
    return shape[axis];
  }

  /** Elements along each axis. */
  public long[] shape() {
    return shape.clone();
  }

  /** Whether an array has as many elements along each axis. */
  public boolean hasShapeOf(INDArray other) {
    boolean same = other.rank() == shape.length;
    for (int axis = 0; same && axis < shape.length; axis++) {
      same = other.size(axis) == shape[axis];
    }
    return same;
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

  /** Whether the elements lie in {@link #heap}, not in memory of ND4J. */
  public boolean isOnHeap() {
    return heap != null;
  }

  /** The array on the heap that this is a part of; null in memory of ND4J. */
  public HeapFloats heap() {
    return heap;
  }

  /** Where the first element is in {@link #heap}. */
  public int first() {
    return first;
  }

  /** Of the first element in memory of ND4J, which lives as long as this tensor. */
  public Pointer pointer() {
    return asArray().data().addressPointer();
  }

  /**
   * The same memory.
   *
   * @throws IllegalStateException if it is on the heap
   */
  public INDArray asArray() {
    if (isOnHeap()) {
      throw new IllegalStateException(
          "a tensor " + Arrays.toString(shape) + " on the heap is no array: make an ArrayCopy");
    }
    return array;
  }

  /** Sets each element; a tensor on the heap has its images, the first axis, dense. */
  public void fill(float value) {
    if (!isOnHeap()) {
      array.assign(value);
      return;
    }
    int images = (int) (shape.length == 0 ? 1 : shape[0]);
    int each = (int) (length() / images);
    for (int image = 0; image < images; image++) {
      int begin = first + (int) (image * strides[0]);
      Arrays.fill(heap.array(), begin, begin + each, value);
    }
  }

  /** Gives back the memory, of all tensors in it; nobody may use them any more. */
  public void free() {
    if (isOnHeap()) {
      heap.free();
    } else {
      array.close();
    }
  }

  /** Whether both are the very same, or were made of the very same array. */
  public boolean isSameAs(Tensor other) {
    return this == other || array != null && array == other.array;
  }
}
