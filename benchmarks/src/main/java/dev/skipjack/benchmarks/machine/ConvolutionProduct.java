package dev.skipjack.benchmarks.machine;

import dev.skipjack.benchmarks.Maps;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Step;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import org.nd4j.linalg.api.buffer.DataType;

/** A convolution of 1×1 on one image with as many pixels as channels. */
final class ConvolutionProduct implements Runnable {
  private static final int CHANNELS = MatrixProduct.SIZE;
  private static final int WIDTH = 64;
  private static final int HEIGHT = MatrixProduct.SIZE / WIDTH;

  private final Step convolution;

  ConvolutionProduct() {
    Kernels kernels = Kernels.open(DataType.FLOAT, 1);
    convolution =
        kernels
            .step(new ConvolutionSpec(CHANNELS, CHANNELS, 1, 1, 0, 1, 1, false))
            .bind(
                new Operands()
                    .input(Maps.random(kernels, 1, CHANNELS, HEIGHT, WIDTH))
                    .weight(Maps.parameter(CHANNELS, CHANNELS, 1, 1))
                    .output(Maps.random(kernels, 1, CHANNELS, HEIGHT, WIDTH)));
  }

  @Override
  public void run() {
    convolution.run();
  }
}
