package dev.skipjack.runtime.train;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks of arguments. */
final class Checks {
  private Checks() {}

  /**
   * @param what the other array is, with its article if it has one
   */
  static void requireShape(INDArray output, INDArray other, String what) {
    if (!Arrays.equals(output.shape(), other.shape())) {
      throw new IllegalArgumentException(
          "an output "
              + Arrays.toString(output.shape())
              + " needs "
              + what
              + " of that shape, got "
              + Arrays.toString(other.shape()));
    }
  }
}
