package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;

import dev.skipjack.runtime.kernel.MultiplySpec.Factors;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The product of a map with factors of its elements, its channels or its pixels. */
public final class MultiplyKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int FACTORS = 1;
  private static final int OUT = 2;

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
    float[] x = scratch.floats(X, CAPACITY);
    float[] f = scratch.floats(FACTORS, CAPACITY);
    float[] out = scratch.floats(OUT, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    int n = perChannel(count);
    switch (factors) {
      case ELEMENTS -> {
        scale.read(image, channel, pixel, f, 0, count);
        Vectors.multiply(x, f, out, count);
      }
      case CHANNELS -> {
        scale.read(image, channel, 0, f, 0, count / n);
        for (int at = 0, c = 0; at < count; at += n, c++) {
          Vectors.scale(x, at, n, f[c], out);
        }
      }
      case PIXELS -> {
        scale.read(image, 0, pixel, f, 0, n);
        for (int at = 0; at < count; at += n) {
          Vectors.multiply(x, at, n, f, out);
        }
      }
    }
    output.write(image, channel, pixel, out, 0, count);
  }
}
