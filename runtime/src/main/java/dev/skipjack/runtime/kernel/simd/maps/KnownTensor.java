package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Tensor;

/** The tensors of a network that a kernel met last, and what it made of them. */
public final class KnownTensor {
  private Tensor last;
  private Planes prepared;

  /** A map or a matrix, kept alive until the next one. */
  public Planes of(Tensor tensor) {
    if (tensor != last) {
      prepared = Planes.of(tensor);
      last = tensor;
    }
    return prepared;
  }
}
