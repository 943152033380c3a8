package dev.skipjack.runtime;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of one batch size: the views of a network's buffers, at the offsets that the processor
 * planned. Batched values have offsets in elements per image, which the batch size multiplies;
 * channel vectors live behind them at fixed offsets.
 *
 * <p>Asked for in the same order again, it answers with the same arrays: kernels may keep what they
 * prepared for an array.
 */
public final class Arena {
  private final INDArray memory;
  private final long elementsPerImage;
  private final int batch;
  private final List<INDArray> views = new ArrayList<>();
  private int next;

  Arena(INDArray memory, long elementsPerImage, int batch) {
    this.memory = memory;
    this.elementsPerImage = elementsPerImage;
    this.batch = batch;
  }

  Arena rewind() {
    next = 0;
    return this;
  }

  int batch() {
    return batch;
  }

  /** A dense batch {@code [N, dims...]} at {@code offset} elements per image. */
  public INDArray batched(long offset, long... dims) {
    return next < views.size() ? views.get(next++) : add(batchedView(offset, dims));
  }

  /**
   * Channels {@code [first, first + channels)} of a slab {@code [N, slabChannels, height, width]}.
   */
  public INDArray slice(
      long offset, int slabChannels, int first, int channels, int height, int width) {
    if (next < views.size()) {
      return views.get(next++);
    }
    long plane = (long) height * width;
    return add(
        Views.strided(
            memory,
            offset * batch + first * plane,
            new long[] {batch, channels, height, width},
            new long[] {slabChannels * plane, plane, width, 1}));
  }

  /** A dense tensor without batch dimension at a fixed {@code offset}. */
  public INDArray fixed(long offset, long... dims) {
    return next < views.size()
        ? views.get(next++)
        : add(Views.of(memory, elementsPerImage * batch + offset, dims));
  }

  private INDArray batchedView(long offset, long... dims) {
    long[] shape = new long[dims.length + 1];
    shape[0] = batch;
    System.arraycopy(dims, 0, shape, 1, dims.length);
    return Views.of(memory, offset * batch, shape);
  }

  private INDArray add(INDArray view) {
    views.add(view);
    next++;
    return view;
  }
}
