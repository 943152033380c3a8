package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec.Factors;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The product of a map with factors of its elements, its channels or its pixels. */
public final class MultiplyKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int FACTORS = 1;

  private final Factors factors;
  private final Planes input;
  private final Planes scale;
  private final Planes output;

  public MultiplyKernel(Factors factors, Operands operands, Workers workers) {
    super(workers);
    this.factors = factors;
    this.input = Planes.of(operands, INPUT);
    this.scale = Planes.of(operands, SCALE);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    if (factors == Factors.ELEMENTS) {
      sweepImages(input);
    } else {
      sweepPlanes(input);
    }
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] few = scratch.floats(FACTORS, CAPACITY);
    float[] x = input.array(stage);
    float[] f = scale.array(few);
    float[] out = output.array(stage);
    int xAt = input.find(image, channel, pixel, stage, 0, count);
    int outAt = output.place(image, channel, pixel, 0);
    int n = perChannel(count);
    switch (factors) {
      case ELEMENTS -> {
        int fAt = scale.find(image, channel, pixel, few, 0, count);
        Vectors.multiply(x, xAt, f, fAt, out, outAt, count);
      }
      case CHANNELS -> {
        int fAt = scale.find(image, channel, 0, few, 0, count / n);
        for (int i = 0, c = fAt; i < count; i += n, c++) {
          Vectors.scale(x, xAt + i, f[c], out, outAt + i, n);
        }
      }
      case PIXELS -> {
        int fAt = scale.find(image, 0, pixel, few, 0, n);
        for (int i = 0; i < count; i += n) {
          Vectors.multiply(x, xAt + i, f, fAt, out, outAt + i, n);
        }
      }
    }
    output.deliver(image, channel, pixel, stage, 0, count);
  }
}
