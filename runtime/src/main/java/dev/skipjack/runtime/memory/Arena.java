package dev.skipjack.runtime.memory;

import dev.skipjack.runtime.kernel.ArrayCopy;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The memory of one batch size and image size: the views of a network's buffers, at the offsets
 * that the processor planned or, for images of any size, a {@link BufferLayout}. Batched values
 * have offsets in elements per image, which the batch size multiplies; channel vectors live behind
 * them at fixed offsets.
 *
 * <p>Asked for in the same order again, it answers with the same tensors, so that steps know what
 * they were bound to.
 */
public final class Arena {
  private final Tensor memory;
  private final BufferLayout layout;
  private final int batch;
  private final List<Tensor> views = new ArrayList<>();
  private final List<ArrayCopy> arrays = new ArrayList<>();
  private int next;

  Arena(Tensor memory, BufferLayout layout, int batch) {
    this.memory = memory;
    this.layout = layout;
    this.batch = batch;
  }

  /** Begins to be asked from the first view on again. */
  Arena rewind() {
    next = 0;
    return this;
  }

  /** Number of images. */
  public int batch() {
    return batch;
  }

  /** Of an image, in pixels. */
  public int height() {
    return layout.height();
  }

  /** Of an image, in pixels. */
  public int width() {
    return layout.width();
  }

  /** A dense batch {@code [N, dims...]}, the whole of a buffer of the layout. */
  public Tensor buffer(int number, long... dims) {
    return batched(layout.offset(number), dims);
  }

  /**
   * A part of each image of a buffer of the layout: {@code [N, dims...]} from element {@code first}
   * on.
   */
  public Tensor part(int number, long first, long... dims) {
    return slice(layout.offset(number), layout.elements(number), first, dims);
  }

  /** A dense batch {@code [N, dims...]} at {@code offset} elements per image. */
  public Tensor batched(long offset, long... dims) {
    return next < views.size() ? views.get(next++) : add(batchedView(offset, dims));
  }

  /**
   * A part of each image of a slab: {@code [N, dims...]} from element {@code first} of the slab's
   * {@code slabElements} elements per image.
   */
  public Tensor slice(long offset, long slabElements, long first, long... dims) {
    if (next < views.size()) {
      return views.get(next++);
    }
    long[] shape = new long[dims.length + 1];
    long[] stride = new long[dims.length + 1];
    shape[0] = batch;
    stride[0] = slabElements;
    long step = 1;
    for (int axis = dims.length; axis > 0; axis--) {
      shape[axis] = dims[axis - 1];
      stride[axis] = step;
      step *= dims[axis - 1];
    }
    return add(memory.view(offset * batch + first, shape, stride));
  }

  /** A dense tensor without batch dimension at a fixed {@code offset}. */
  public Tensor fixed(long offset, long... dims) {
    return next < views.size()
        ? views.get(next++)
        : add(dense(layout.elementsPerImage() * batch + offset, dims));
  }

  /**
   * One of these views as an array of ND4J: the same again for the same number.
   *
   * @param number the caller's own, from 0
   * @param view always the same for a number
   */
  public ArrayCopy array(int number, Tensor view) {
    while (arrays.size() <= number) {
      arrays.add(null);
    }
    if (arrays.get(number) == null) {
      arrays.set(number, ArrayCopy.of(view));
    }
    return arrays.get(number);
  }

  /** Frees the arrays. */
  void free() {
    arrays.stream().filter(Objects::nonNull).forEach(ArrayCopy::free);
    arrays.clear();
  }

  private Tensor batchedView(long offset, long... dims) {
    long[] shape = new long[dims.length + 1];
    shape[0] = batch;
    System.arraycopy(dims, 0, shape, 1, dims.length);
    return dense(offset * batch, shape);
  }

  private Tensor dense(long offset, long... shape) {
    return memory.view(offset, shape, Tensor.denseStrides(shape));
  }

  private Tensor add(Tensor view) {
    views.add(view);
    next++;
    return view;
  }
}
