package dev.skipjack.runtime.kernel;

import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays of their own memory. ND4J puts what a thread creates into the workspace that the thread
 * has open, and hands the same memory out again when the workspace is used anew: nothing of ours
 * may lie there, since it outlives the caller's workspace.
 */
public final class Detached {
  private Detached() {}

  /** An array of zeros. */
  public static INDArray zeros(DataType type, long... shape) {
    return create(() -> Nd4j.create(type, shape));
  }

  /** An array whose elements are what was in the memory before. */
  public static INDArray uninitialized(DataType type, long... shape) {
    return create(() -> Nd4j.createUninitialized(type, shape));
  }

  /** An array of equal elements. */
  public static INDArray filled(double value, DataType type, long... shape) {
    return create(() -> Nd4j.valueArrayOf(shape, value, type));
  }

  /** What {@code make} creates while the calling thread has no workspace open. */
  public static INDArray create(Supplier<INDArray> make) {
    MemoryWorkspace outside = outsideWorkspaces();
    try {
      return make.get();
    } finally {
      outside.close();
    }
  }

  /** Until what it answers with is closed, the calling thread has no workspace open. */
  public static MemoryWorkspace outsideWorkspaces() {
    return Nd4j.getMemoryManager().scopeOutOfWorkspaces();
  }

  /** Whether the calling thread has a workspace open. */
  public static boolean isInsideWorkspace() {
    return Nd4j.getMemoryManager().getCurrentWorkspace() != null;
  }
}
