package dev.skipjack.benchmarks.machine;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Step;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution of 1×1 on one image with as many pixels as channels. */
final class ConvolutionProduct implements Runnable {
  private static final int CHANNELS = MatrixProduct.SIZE;
  private static final int WIDTH = 64;
  private static final int HEIGHT = MatrixProduct.SIZE / WIDTH;

  private final INDArray images = Nd4j.rand(DataType.FLOAT, 1, CHANNELS, HEIGHT, WIDTH);
  private final INDArray weight = Nd4j.rand(DataType.FLOAT, CHANNELS, CHANNELS, 1, 1);
  private final INDArray out = Nd4j.create(DataType.FLOAT, 1, CHANNELS, HEIGHT, WIDTH);
  private final Step convolution =
      Kernels.open(DataType.FLOAT, 1)
          .step(new ConvolutionSpec(CHANNELS, CHANNELS, 1, 1, 0, 1, 1, false))
          .bind(new Operands().input(images).weight(weight).output(out));

  @Override
  public void run() {
    convolution.run();
  }
}
