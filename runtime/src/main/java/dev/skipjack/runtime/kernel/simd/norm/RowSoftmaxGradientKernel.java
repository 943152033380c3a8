package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** {@code s·(g - sum of g·s)} over the features of each image. */
public final class RowSoftmaxGradientKernel implements Runnable, Workers.Task {
  private static final int S = 0;
  private static final int GRADIENT = 1;

  private final Planes output;
  private final Planes gradient;
  private final Planes toInput;
  private final Workers workers;
  private int parts;

  public RowSoftmaxGradientKernel(Operands operands, Workers workers) {
    this.output = Planes.of(operands, OUTPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.workers = workers;
  }

  @Override
  public void run() {
    parts = Parts.ofFloats(output.images, 2.0 * output.channels);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int count = output.channels;
    float[] s = scratch.floats(S, Lanes.roundUp(count, LENGTH));
    float[] g = scratch.floats(GRADIENT, Lanes.roundUp(count, LENGTH));
    int end = Parts.first(part + 1, parts, output.images);
    for (int row = Parts.first(part, parts, output.images); row < end; row++) {
      scratch.poison();
      output.read(row, 0, 0, s, 0, count);
      gradient.read(row, 0, 0, g, 0, count);
      float sum = (float) Reductions.longProduct(s, 0, 0, g, 0, count);
      for (int i = 0; i < count; i += LENGTH) {
        FloatVector.fromArray(SPECIES, g, i)
            .sub(sum)
            .mul(FloatVector.fromArray(SPECIES, s, i))
            .intoArray(g, i);
      }
      toInput.write(row, 0, 0, g, 0, count);
    }
  }
}
