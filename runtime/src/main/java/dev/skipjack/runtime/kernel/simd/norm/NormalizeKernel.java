package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.NormalizeSpec;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * Batch norm where its result is stored, and the end of a residual block. The mean is subtracted
 * before anything is scaled, so that no digits are lost where it is far from zero.
 */
public final class NormalizeKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int MORE = 1;
  private static final int OUT = 2;

  private final NormalizeSpec spec;
  private final float[] center;
  private final float[] scale;
  private final float[] factor;
  private final float[] offset;
  private final Planes input;
  private final BatchNorm norm;
  private final Planes addend;
  private final Planes output;

  public NormalizeKernel(NormalizeSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.center = new float[spec.channels()];
    this.scale = new float[spec.channels()];
    this.factor = new float[spec.channels()];
    this.offset = new float[spec.channels()];
    this.input = Planes.of(operands, INPUT);
    this.norm = BatchNorm.of(operands);
    this.addend = Planes.of(operands, ADDEND);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    int channels = spec.channels();
    norm.mean().read(0, center, 0, channels);
    norm.variance().read(0, scale, 0, channels);
    norm.gamma().read(0, factor, 0, channels);
    norm.beta().read(0, offset, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      scale[channel] = (float) (factor[channel] / Math.sqrt(scale[channel] + spec.epsilon()));
    }
    sweepPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] to = scratch.floats(OUT, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    int n = perChannel(count);
    for (int at = 0, c = channel; at < count; at += n, c++) {
      Vectors.affine(x, at, n, center[c], scale[c], offset[c], to);
    }
    if (spec.add()) {
      float[] more = scratch.floats(MORE, CAPACITY);
      addend.read(image, channel, pixel, more, 0, count);
      Vectors.add(to, more, to, count);
    }
    Activations.apply(spec.activation(), to, 0, count);
    output.write(image, channel, pixel, to, 0, count);
  }
}
