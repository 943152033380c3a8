package dev.skipjack.runtime.kernel.custom;

import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.data.ElementView;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An array of a network with the tensor that the user's layer sees of it, one image at a time. */
record ImageTensor(ElementView array, Tensor tensor) {
  /**
   * @param array {@code [N, …]}
   * @param tensor of an image's shape
   */
  static ImageTensor of(INDArray array, Tensor tensor) {
    return new ImageTensor(ElementView.of(array), tensor);
  }

  void read(long image) {
    array.read(image * tensor.length(), tensor.values(), tensor.length());
  }

  void write(long image) {
    array.write(tensor.values(), tensor.length(), image * tensor.length());
  }

  /** The shape of an image. */
  static int[] shape(INDArray batch) {
    int[] shape = new int[batch.rank() - 1];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.toIntExact(batch.size(axis + 1));
    }
    return shape;
  }
}
