package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** What is not positive times the slope of its channel. */
public final class PreluKernel extends Sweep implements Runnable {
  private static final int X = 0;

  private final Planes input;
  private final Planes output;
  private final Slopes slopes;

  public PreluKernel(PreluSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.slopes = new Slopes(spec, Memory.of(operands, WEIGHT));
  }

  @Override
  public void run() {
    slopes.read();
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
      Vectors.leak(x, xAt + i, x, xAt + i, slopes.of(c), out, outAt + i, n);
    }
    output.deliver(image, channel, pixel, stage, 0, count);
  }

  /** The slope of each channel, which may be that of all. */
  static final class Slopes {
    private final Memory weight;
    private final float[] slopes;

    Slopes(PreluSpec spec, Memory weight) {
      this.weight = weight;
      this.slopes = new float[spec.slopes()];
    }

    void read() {
      weight.read(0, slopes, 0, slopes.length);
    }

    float of(int channel) {
      return slopes[slopes.length == 1 ? 0 : channel];
    }
  }
}
