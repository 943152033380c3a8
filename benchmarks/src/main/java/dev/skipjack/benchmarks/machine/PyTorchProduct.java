package dev.skipjack.benchmarks.machine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

final class PyTorchProduct implements Runnable {
  private static final Shape SHAPE = new Shape(MatrixProduct.SIZE, MatrixProduct.SIZE);

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final NDArray left = manager.randomUniform(0, 1, SHAPE);
  private final NDArray right = manager.randomUniform(0, 1, SHAPE);

  @Override
  public void run() {
    left.matMul(right).close();
  }
}
