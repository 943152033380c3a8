package dev.skipjack.runtime.train;

import dev.skipjack.runtime.kernel.Detached;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays for gradients of outputs, one for each shape: a last batch is smaller. */
final class GradientArrays implements AutoCloseable {
  private final List<INDArray> arrays = new ArrayList<>();

  /** An array of the shape and type of {@code output}, with anything in it. */
  INDArray like(INDArray output) {
    for (INDArray array : arrays) {
      if (Arrays.equals(array.shape(), output.shape())) {
        return array;
      }
    }
    INDArray array = Detached.zeros(output.dataType(), output.shape());
    arrays.add(array);
    return array;
  }

  @Override
  public void close() {
    arrays.forEach(INDArray::close);
  }
}
