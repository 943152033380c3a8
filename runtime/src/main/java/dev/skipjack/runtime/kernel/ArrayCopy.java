package dev.skipjack.runtime.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A tensor for those who take arrays of ND4J alone: the array that it is, or, if it lies on the
 * heap, an array beside it, dense, with copies there and back. For one thread.
 */
public final class ArrayCopy {
  private final Tensor tensor;

  /** Made when it is first asked for. */
  private INDArray array;

  /** Of the array beside it; null if there is none. */
  private FloatPointer elements;

  private ArrayCopy(Tensor tensor) {
    this.tensor = tensor;
  }

  /** Of a tensor; null for null. */
  public static ArrayCopy of(Tensor tensor) {
    return tensor == null ? null : new ArrayCopy(tensor);
  }

  /** The array; one beside a tensor holds what was last fetched. */
  public INDArray array() {
    if (elements != null && array.wasClosed()) { // by whom it was given to
      array = null;
      elements = null;
    }
    if (array == null && tensor.isOnHeap()) {
      array = Detached.uninitialized(tensor.type(), tensor.shape());
      elements = new FloatPointer(array.data().addressPointer());
    } else if (array == null) {
      array = tensor.asArray();
    }
    return array;
  }

  /** The array, with what the tensor holds. */
  public INDArray fetch() {
    INDArray to = array();
    int each = each();
    for (long done = 0; elements != null && done < tensor.length(); done += each) {
      elements.position(done).put(tensor.heap().array(), index(done), each);
    }
    return to;
  }

  /** Copies what {@link #array} holds to the tensor. */
  public void deliver() {
    int each = each();
    for (long done = 0; elements != null && done < tensor.length(); done += each) {
      elements.position(done).get(tensor.heap().array(), index(done), each);
    }
  }

  /** Elements that lie together: all, or those of an image. */
  private int each() {
    int image = (int) (tensor.length() / tensor.size(0));
    return tensor.stride(0) == image ? (int) tensor.length() : image;
  }

  /** Where an element is that begins an image. */
  private int index(long element) {
    long image = element / (tensor.length() / tensor.size(0));
    return tensor.first() + (int) (image * tensor.stride(0));
  }

  /** Frees the array beside the tensor, if there is one. */
  public void free() {
    if (elements != null) {
      if (!array.wasClosed()) {
        array.close();
      }
      array = null;
      elements = null;
    }
  }
}
