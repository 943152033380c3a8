package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Each channel times its weight. */
public final class LayerScaleKernel extends Sweep implements Runnable {
  private static final int X = 0;

  private final Planes input;
  private final Planes output;
  private final Memory weight;
  private final float[] weights;

  public LayerScaleKernel(int channels, Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.weight = Memory.of(operands, WEIGHT);
    this.weights = new float[channels];
  }

  @Override
  public void run() {
    weight.read(0, weights, 0, weights.length);
    sweepPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    float[] out = output.array(stage);
    int xAt = input.find(image, channel, pixel, stage, 0, count);
    int outAt = output.place(image, channel, pixel, 0);
    int n = perChannel(count);
    for (int i = 0, c = channel; i < count; i += n, c++) {
      Vectors.scale(x, xAt + i, weights[c], out, outAt + i, n);
    }
    output.deliver(image, channel, pixel, stage, 0, count);
  }
}
