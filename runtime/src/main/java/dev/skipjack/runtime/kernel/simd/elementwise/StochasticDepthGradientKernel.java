package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The product with the mask. */
public final class StochasticDepthGradientKernel implements Runnable {
  private final ImageScaling scaling;
  private final Memory mask;

  public StochasticDepthGradientKernel(Operands operands, Workers workers) {
    this.scaling =
        new ImageScaling(
            Planes.of(operands, OUTPUT_GRADIENT), Planes.of(operands, INPUT_GRADIENT), workers);
    this.mask = Memory.of(operands, MASK);
  }

  @Override
  public void run() {
    mask.read(0, scaling.factors, 0, scaling.factors.length);
    scaling.run();
  }
}
