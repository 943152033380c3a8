package dev.skipjack.runtime.kernel;

/**
 * A Java array that tensors lie in, until it is freed: whoever still has a tensor of it then keeps
 * no memory alive.
 */
public final class HeapFloats {
  private float[] array;

  /** Of an array that is its own. */
  public HeapFloats(float[] array) {
    this.array = array;
  }

  /** Null once it is freed. */
  public float[] array() {
    return array;
  }

  void free() {
    array = null;
  }
}
