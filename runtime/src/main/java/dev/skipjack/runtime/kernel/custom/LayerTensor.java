package dev.skipjack.runtime.kernel.custom;

import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.data.ElementView;

/**
 * A tensor of a network with the one that the user's layer sees of it, one image at a time; or all
 * of a weight, or of its gradient, as if it was the first image.
 *
 * @param array null if the network's is on the heap
 */
record LayerTensor(dev.skipjack.runtime.kernel.Tensor batch, ElementView array, Tensor tensor) {
  /**
   * @param batch {@code [N, …]}, or a weight
   * @param tensor of an image's shape, or the weight's
   */
  static LayerTensor of(dev.skipjack.runtime.kernel.Tensor batch, Tensor tensor) {
    ElementView array = batch.isOnHeap() ? null : ElementView.of(batch.asArray());
    return new LayerTensor(batch, array, tensor);
  }

  void read(long image) {
    if (array != null) {
      array.read(image * tensor.length(), tensor.values(), tensor.length());
      return;
    }
    float[] floats = batch.heap().array();
    int first = first(image);
    for (int i = 0; i < tensor.length(); i++) {
      tensor.values()[i] = floats[first + i];
    }
  }

  void write(long image) {
    if (array != null) {
      array.write(tensor.values(), tensor.length(), image * tensor.length());
      return;
    }
    float[] floats = batch.heap().array();
    int first = first(image);
    for (int i = 0; i < tensor.length(); i++) {
      floats[first + i] = (float) tensor.values()[i];
    }
  }

  private int first(long image) {
    return batch.first() + (int) (image * batch.stride(0));
  }

  /** The shape of an image. */
  static int[] shape(dev.skipjack.runtime.kernel.Tensor batch) {
    int[] shape = new int[batch.rank() - 1];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.toIntExact(batch.size(axis + 1));
    }
    return shape;
  }
}
