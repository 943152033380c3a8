package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The floats of an array, which mostly lie outside the Java heap: read and written in bulk, because
 * vectors load from heap arrays alone on every JDK from 17 on.
 */
public final class Memory implements WeightSource {
  /** A buffer holds less than 2^29 floats; windows start at each 2^28, so reads never cross one. */
  private static final int WINDOW_BITS = 28;

  private static final long WINDOW_MASK = (1L << WINDOW_BITS) - 1;
  private static final long MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

  private final FloatBuffer[] windows;

  /** Keeps the memory alive; null if others do. */
  private final Tensor owner;

  private Memory(Tensor owner, FloatBuffer... windows) {
    this.owner = owner;
    this.windows = windows;
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
    return of(new FloatPointer(tensor.pointer()), tensor.span(), owner);
  }

  /** On the heap. */
  public static Memory of(float[] array) {
    return new Memory(null, FloatBuffer.wrap(array));
  }

  /** Of {@code span} floats, which the caller keeps alive. */
  public static Memory of(FloatPointer floats, long span) {
    return of(floats, span, null);
  }

  private static Memory of(FloatPointer floats, long span, Tensor owner) {
    FloatBuffer[] windows = new FloatBuffer[(int) ((span - 1) >> WINDOW_BITS) + 1];
    for (int i = 0; i < windows.length; i++) {
      long first = (long) i << WINDOW_BITS;
      // Not by a position: a buffer ends 2^31 bytes after the pointer's address at the latest.
      FloatPointer window = floats.getPointer(first);
      windows[i] = window.capacity(Math.min(span - first, MOST_FLOATS)).asBuffer();
    }
    return new Memory(owner, windows);
  }

  @Override
  public void read(long offset, float[] to, int at, int count) {
    windows[(int) (offset >> WINDOW_BITS)].get((int) (offset & WINDOW_MASK), to, at, count);
  }

  public void write(long offset, float[] from, int at, int count) {
    windows[(int) (offset >> WINDOW_BITS)].put((int) (offset & WINDOW_MASK), from, at, count);
  }
}
