package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.activation.Exponentials;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Softmax over the features of each image, which lie beside each other. */
public final class RowSoftmaxKernel implements Runnable, Workers.Task {
  private static final int X = 0;

  private final Planes input;
  private final Planes output;
  private final Workers workers;
  private int parts;

  public RowSoftmaxKernel(Operands operands, Workers workers) {
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.workers = workers;
  }

  @Override
  public void run() {
    parts = Parts.ofFloats(input.images, input.channels);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int count = input.channels;
    float[] x = scratch.floats(X, Lanes.roundUp(count, LENGTH));
    int end = Parts.first(part + 1, parts, input.images);
    for (int row = Parts.first(part, parts, input.images); row < end; row++) {
      scratch.poison();
      input.read(row, 0, 0, x, 0, count);
      softmax(x, count, scratch.floats(Scratch.LANES, LENGTH));
      output.write(row, 0, 0, x, 0, count);
    }
  }

  /**
   * @param x of whole vectors: what is behind its end counts as nothing
   * @param lanes room for a vector
   */
  private static void softmax(float[] x, int count, float[] lanes) {
    int end = Lanes.roundUp(count, LENGTH);
    Arrays.fill(x, count, end, Float.NEGATIVE_INFINITY);
    FloatVector most = FloatVector.fromArray(SPECIES, x, 0);
    for (int i = LENGTH; i < end; i += LENGTH) {
      most = most.max(FloatVector.fromArray(SPECIES, x, i));
    }
    most.intoArray(lanes, 0);
    float largest = lanes[0];
    for (int i = 1; i < LENGTH; i++) {
      largest = Math.max(largest, lanes[i]);
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector power = Exponentials.exp(FloatVector.fromArray(SPECIES, x, i).sub(largest));
      power.intoArray(x, i);
      sum = sum.add(power);
    }
    sum.intoArray(lanes, 0);
    float inverse = 1 / Lanes.sum(lanes, 0);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector.fromArray(SPECIES, x, i).mul(inverse).intoArray(x, i);
    }
  }
}
