package dev.skipjack.runtime.kernel.simd.algorithm;

import dev.skipjack.runtime.kernel.simd.maps.Memory;

/** An algorithm for the gradients of a convolution: it visits every tile once. */
public interface GradientSweep {
  /**
   * Computes data and weight gradient of the operands that were prepared.
   *
   * @param weight {@code [out, in/groups, kernel, kernel]}, dense
   * @param data whether the data gradient or a sum of it is wanted
   * @param weightGradient as weight, or null if unwanted
   */
  void run(Memory weight, boolean data, Memory weightGradient);
}
