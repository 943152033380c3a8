package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A linear layer of every token, as one product: there are many of them even in one image. A
 * network that predicts packs the weights once, for all that share its parameters.
 */
public final class TokenLinearKernel implements Runnable {
  /**
   * Which of a network's kernels packs.
   *
   * @param number among the linear layers of the network
   */
  public record Key(int number, LinearSpec spec) {}

  private final float[] bias;
  private final Memory biases;
  private final MatrixProduct product;
  private final Slot<float[]> panels;

  /**
   * @param operands {@code [N·T, in]} and {@code [N·T, out]}
   * @param panels for the packed weights; null if weights change from run to run
   */
  public TokenLinearKernel(
      LinearSpec spec, Operands operands, Slot<float[]> panels, Workers workers, Scratch shared) {
    this.panels = panels;
    this.bias = spec.bias() ? new float[spec.outFeatures()] : null;
    this.biases = Memory.of(operands, BIAS);
    this.product =
        new MatrixProduct(
            (int) operands.get(INPUT).size(0),
            spec.outFeatures(),
            spec.inFeatures(),
            new MatrixProduct.Matrix(Memory.of(operands, INPUT), false),
            new MatrixProduct.Matrix(Memory.of(operands, WEIGHT), true),
            Memory.of(operands, OUTPUT),
            workers,
            shared,
            0);
  }

  @Override
  public void run() {
    if (bias != null) {
      biases.read(0, bias, 0, bias.length);
    }
    if (panels == null) {
      product.run(bias);
      return;
    }
    float[] packed = panels.get();
    product.run(bias, packed != null ? packed : panels.get(product::packed));
  }
}
