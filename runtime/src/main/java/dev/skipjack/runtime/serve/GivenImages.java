package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.pictures.Preparation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images as they are.
 *
 * @param array {@code [N,C,H,W]}
 * @param isOurs whether nobody else has the array, which is closed then
 */
record GivenImages(INDArray array, boolean isOurs) implements Request.Input {
  /** Copies images into an array of their own. */
  static GivenImages copy(double[] values, DataType type, long... shape) {
    INDArray array = Detached.uninitialized(type, shape);
    ElementView.of(array).write(values, values.length, 0);
    return new GivenImages(array, true);
  }

  @Override
  public long images() {
    return array.size(0);
  }

  @Override
  public INDArray array(Preparation preparation) {
    return array;
  }

  @Override
  public void release() {
    if (isOurs && !array.wasClosed()) {
      array.close();
    }
  }
}
