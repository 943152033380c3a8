package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tensors for single kernels, in memory where networks have theirs. */
public final class Maps {
  private Maps() {}

  /** Between 0 and 1, where a network has what lies between its kernels. */
  public static Tensor random(Kernels kernels, long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    Tensor vector = kernels.allocate(DataType.FLOAT, length);
    Tensor map = vector.view(0, shape, Tensor.denseStrides(shape));
    try (INDArray values = Nd4j.rand(DataType.FLOAT, shape)) {
      kernels.prepare(new TransferSpec()).in(values, map);
    }
    return map;
  }

  /** Between 0 and 1, where a network has its parameters. */
  public static Tensor parameter(long... shape) {
    return Tensor.of(Nd4j.rand(DataType.FLOAT, shape));
  }
}
