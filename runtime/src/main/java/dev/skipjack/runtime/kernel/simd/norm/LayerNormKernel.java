package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Layer norm over the channels of each pixel of a map. */
public final class LayerNormKernel extends LayerNormTask implements Runnable {
  private final Planes input;
  private final Planes output;
  private final ImageNorm norm;

  public LayerNormKernel(double epsilon, Operands operands, Workers workers) {
    super(epsilon, workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.norm = new ImageNorm(input.channels, operands);
  }

  @Override
  public void run() {
    norm.read();
    visitPieces(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int pixel, int count) {
    float[] x = normalize(input, image, pixel, count, scratch);
    for (int c = 0; c < channels; c++) {
      FloatVector scale = FloatVector.broadcast(SPECIES, norm.gamma[c]);
      FloatVector offset = FloatVector.broadcast(SPECIES, norm.beta[c]);
      for (int i = c * pitch; i < (c + 1) * pitch; i += LENGTH) {
        FloatVector.fromArray(SPECIES, x, i).fma(scale, offset).intoArray(x, i);
      }
    }
    write(output, image, pixel, count, x);
  }
}
