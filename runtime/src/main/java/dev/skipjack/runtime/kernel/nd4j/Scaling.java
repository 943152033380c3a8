package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;

/** {@code out = number·x}. */
final class Scaling extends NumberOp {
  @Override
  BaseScalarOp make(INDArray x, double number, INDArray out) {
    return new ScalarMultiplication(x, null, out, number);
  }
}
