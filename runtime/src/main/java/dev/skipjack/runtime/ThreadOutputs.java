package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Detached;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays in which each thread gets its predictions, used again by its next one. A prediction
 * that another thread makes on the same network leaves them alone, and so does another thread that
 * closes the network.
 */
final class ThreadOutputs {
  private final Map<Thread, INDArray[]> arrays = new WeakHashMap<>();
  private final int count;
  private final DataType type;

  /**
   * @param count of outputs
   */
  ThreadOutputs(int count, DataType type) {
    this.count = count;
    this.type = type;
  }

  /** The calling thread's arrays, by the number of the output; null for one that it never asked. */
  INDArray[] ofThisThread() {
    INDArray[] own = arrays.get(Thread.currentThread());
    if (own == null) {
      own = new INDArray[count];
      arrays.put(Thread.currentThread(), own);
    }
    return own;
  }

  /** The calling thread's array for an output: that of before if it had this shape. */
  INDArray array(int index, long... shape) {
    INDArray[] own = ofThisThread();
    if (own[index] == null || own[index].wasClosed() || !Arrays.equals(own[index].shape(), shape)) {
      close(own, index);
      own[index] = Detached.zeros(type, shape);
    }
    return own[index];
  }

  /** Frees those of the calling thread; those of others are theirs to read. */
  void free() {
    INDArray[] own = arrays.remove(Thread.currentThread());
    for (int i = 0; own != null && i < count; i++) {
      close(own, i);
    }
  }

  private static void close(INDArray[] own, int index) {
    if (own[index] != null && !own[index].wasClosed()) {
      own[index].close();
    }
    own[index] = null; // there may be no other
  }
}
