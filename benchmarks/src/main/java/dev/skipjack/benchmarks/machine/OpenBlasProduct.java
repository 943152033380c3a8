package dev.skipjack.benchmarks.machine;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class OpenBlasProduct implements Runnable {
  private static final long[] SHAPE = {MatrixProduct.SIZE, MatrixProduct.SIZE};

  private final INDArray left = Nd4j.rand(DataType.FLOAT, SHAPE);
  private final INDArray right = Nd4j.rand(DataType.FLOAT, SHAPE);
  private final INDArray product = Nd4j.create(DataType.FLOAT, SHAPE, 'f');

  @Override
  public void run() {
    Nd4j.gemm(left, right, product, false, false, 1, 0);
  }
}
