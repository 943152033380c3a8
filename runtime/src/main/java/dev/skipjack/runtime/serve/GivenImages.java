package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images as they are.
 *
 * @param arrays {@code [N,C,H,W]}, then the network's further inputs
 * @param isOurs whether nobody else has the arrays, which are closed then
 */
record GivenImages(List<INDArray> arrays, boolean isOurs) implements Request.Input {
  /** Copies images into an array of their own. */
  static GivenImages copy(double[] values, DataType type, long... shape) {
    INDArray array = Detached.uninitialized(type, shape);
    ElementView.of(array).write(values, values.length, 0);
    return new GivenImages(List.of(array), true);
  }

  @Override
  public long images() {
    return arrays.get(0).size(0);
  }

  @Override
  public List<INDArray> arrays(Preparation preparation) {
    return arrays;
  }

  @Override
  public void release() {
    if (isOurs) {
      arrays.stream().filter(array -> !array.wasClosed()).forEach(INDArray::close);
    }
  }
}
