package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.movement.Transfer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ND4J copies. */
final class ArrayTransfer implements Transfer {
  @Override
  public void in(INDArray from, Tensor to) {
    to.asArray().assign(from);
  }

  @Override
  public void out(Tensor from, INDArray to) {
    to.assign(from.asArray());
  }
}
