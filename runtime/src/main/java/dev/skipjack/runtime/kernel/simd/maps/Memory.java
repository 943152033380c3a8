package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.HeapFloats;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The floats of a tensor. Vectors load from heap arrays alone on every JDK from 17 on: where they
 * lie in one, kernels may compute in place, elsewhere they read and write in bulk.
 */
public final class Memory implements WeightSource {
  /** A buffer holds less than 2^29 floats; windows start at each 2^28, so reads never cross one. */
  private static final int WINDOW_BITS = 28;

  private static final long WINDOW_MASK = (1L << WINDOW_BITS) - 1;
  private static final long MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

  /** Null outside the heap. */
  private final HeapFloats heap;

  private final int first;

  /** Null on the heap. */
  private final FloatBuffer[] windows;

  /** Keeps the memory alive; null if others do. */
  private final Tensor owner;

  private Memory(HeapFloats heap, int first, FloatBuffer[] windows, Tensor owner) {
    this.heap = heap;
    this.first = first;
    this.windows = windows;
    this.owner = owner;
  }

  /**
   * From the tensor's first element to its last, whatever lies between. The caller keeps it alive.
   */
  public static Memory of(Tensor tensor) {
    return of(tensor, null);
  }

  /** Of what is dense and has no batch, if a kernel is bound to it; else null. */
  public static Memory of(Operands operands, Operand name) {
    return operands.has(name) ? keeping(operands.get(name)) : null;
  }

  /** As {@link #of(Tensor)}, and keeps the tensor alive. */
  static Memory keeping(Tensor tensor) {
    return of(tensor, tensor);
  }

  private static Memory of(Tensor tensor, Tensor owner) {
    return tensor.isOnHeap()
        ? new Memory(tensor.heap(), tensor.first(), null, owner)
        : new Memory(null, 0, windows(new FloatPointer(tensor.pointer()), tensor.span()), owner);
  }

  /** On the heap. */
  public static Memory of(float[] array) {
    return new Memory(new HeapFloats(array), 0, null, null);
  }

  /** Of {@code span} floats, which the caller keeps alive. */
  public static Memory of(FloatPointer floats, long span) {
    return new Memory(null, 0, windows(floats, span), null);
  }

  private static FloatBuffer[] windows(FloatPointer floats, long span) {
    FloatBuffer[] windows = new FloatBuffer[(int) ((span - 1) >> WINDOW_BITS) + 1];
    for (int i = 0; i < windows.length; i++) {
      long first = (long) i << WINDOW_BITS;
      // Not by a position: a buffer ends 2^31 bytes after the pointer's address at the latest.
      FloatPointer window = floats.getPointer(first);
      windows[i] = window.capacity(Math.min(span - first, MOST_FLOATS)).asBuffer();
    }
    return windows;
  }

  /** The array that the floats lie in; null outside the heap. */
  float[] array() {
    return heap == null ? null : heap.array();
  }

  /** Where {@code offset} is in {@link #array}. */
  int index(long offset) {
    return first + (int) offset;
  }

  @Override
  public void read(long offset, float[] to, int at, int count) {
    if (heap != null) {
      System.arraycopy(heap.array(), first + (int) offset, to, at, count);
    } else {
      windows[(int) (offset >> WINDOW_BITS)].get((int) (offset & WINDOW_MASK), to, at, count);
    }
  }

  public void write(long offset, float[] from, int at, int count) {
    if (heap != null) {
      System.arraycopy(from, at, heap.array(), first + (int) offset, count);
    } else {
      windows[(int) (offset >> WINDOW_BITS)].put((int) (offset & WINDOW_MASK), from, at, count);
    }
  }
}
