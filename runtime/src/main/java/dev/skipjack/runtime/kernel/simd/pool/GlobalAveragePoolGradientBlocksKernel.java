package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.BlockSweep;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** {@link GlobalAveragePoolGradientKernel} where the input's gradient lies in blocks. */
public final class GlobalAveragePoolGradientBlocksKernel extends BlockSweep implements Runnable {
  private static final int GRADIENT = 0;
  private static final int RESULT = 1;

  private final Planes gradient;
  private final Blocks toInput;

  public GlobalAveragePoolGradientBlocksKernel(Operands operands, Workers workers) {
    super(workers);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Blocks.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    sweep(toInput);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int block, int pixel, int count) {
    float[] g = scratch.floats(GRADIENT, SIZE);
    float[] stage = scratch.floats(RESULT, CAPACITY);
    gradient.read(image, block * SIZE, 0, g, 0, SIZE);
    int at = toInput.place(image, block, pixel, 0);
    fill(g, toInput.pixels, toInput.array(stage), at, count);
    toInput.deliver(image, block, pixel, stage, 0, count);
  }

  private static void fill(float[] g, int pixels, float[] to, int at, int count) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector share = FloatVector.fromArray(SPECIES, g, lane).div(pixels);
      for (int i = lane; i < count * SIZE; i += SIZE) {
        share.intoArray(to, at + i);
      }
    }
  }
}
