package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.ArrayCopy;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.memory.Arena;
import dev.skipjack.runtime.memory.BufferLayout;
import dev.skipjack.runtime.memory.PlannedMemory;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The planned memory of a network, and the batch and image size that its steps are bound for. */
final class BoundMemory {
  private final PlannedMemory memory;
  private final Consumer<Arena> bind;

  /** Number of images; 0 if nothing is bound that a pass may use. */
  private int batch;

  private BufferLayout layout;

  /** What is bound; null if nothing is. */
  private Arena arena;

  /**
   * @param bind points a network's buffers at the views of an arena
   */
  BoundMemory(PlannedMemory memory, Consumer<Arena> bind) {
    this.memory = memory;
    this.bind = bind;
  }

  /** Of the last pass; 0 if there was none. */
  int batch() {
    return batch;
  }

  /** Binds for so many images of this size; what the buffers hold is undefined. */
  void bindFor(INDArray images) {
    int size = (int) images.size(0);
    BufferLayout wanted = layout((int) images.size(2), (int) images.size(3));
    if (size != batch || wanted != layout) {
      forget(); // nothing is bound if this fails
      bindTo(memory.arena(size, wanted));
      batch = size;
      layout = wanted;
    }
  }

  /** Binds for one image of this size, which no pass follows: to ask for the shapes of buffers. */
  void bindForShapes(int height, int width) {
    forget();
    bindTo(memory.arena(1, layout(height, width)));
  }

  private void forget() {
    batch = 0;
    layout = null;
  }

  private void bindTo(Arena next) {
    arena = next;
    bind.accept(next);
  }

  private BufferLayout layout(int height, int width) {
    boolean same = layout != null && layout.height() == height && layout.width() == width;
    return same ? layout : memory.layout(height, width);
  }

  /** One of the buffers as an array: the same again for the same number. */
  ArrayCopy array(int number, Tensor buffer) {
    return arena.array(number, buffer);
  }

  /** Before a pass, in the test mode: what it reads it has written. */
  void poison() {
    memory.poison();
  }

  /** Bytes that a batch needs, parameters not counted. */
  long bytes(int images, int height, int width) {
    return memory.bytes(images, height, width);
  }

  void free() {
    memory.free();
  }
}
