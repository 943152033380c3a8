package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;

/** {@code out = x + number}. */
final class Shift extends NumberOp {
  @Override
  BaseScalarOp make(INDArray x, double number, INDArray out) {
    return new ScalarAdd(x, null, out, number);
  }
}
