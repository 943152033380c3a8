package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** {@link LayerNormKernel} of a map in blocks. */
public final class LayerNormBlocksKernel extends LayerNormBlocksTask implements Runnable {
  private final Blocks output;
  private final ImageNorm norm;

  public LayerNormBlocksKernel(double epsilon, Operands operands, Workers workers) {
    super(epsilon, operands, workers);
    this.output = Blocks.of(operands, OUTPUT);
    this.norm = new ImageNorm(blocks * SIZE, operands);
  }

  @Override
  public void run() {
    norm.read();
    visitPieces();
  }

  @Override
  void visit(int part, Scratch scratch, int image, int pixel, int count, float[] x, float[] means) {
    float[] inverses = inverses(scratch);
    for (int block = 0; block < blocks; block++) {
      normalize(x, block, count, means, inverses);
      output.write(image, block, pixel, x, block * PIECE * SIZE, count);
    }
  }

  private void normalize(float[] x, int block, int count, float[] means, float[] inverses) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector scale = FloatVector.fromArray(SPECIES, norm.gamma, block * SIZE + lane);
      FloatVector offset = FloatVector.fromArray(SPECIES, norm.beta, block * SIZE + lane);
      for (int p = 0; p < count; p++) {
        int i = (block * PIECE + p) * SIZE + lane;
        FloatVector.fromArray(SPECIES, x, i)
            .sub(means[p])
            .mul(inverses[p])
            .fma(scale, offset)
            .intoArray(x, i);
      }
    }
  }
}
