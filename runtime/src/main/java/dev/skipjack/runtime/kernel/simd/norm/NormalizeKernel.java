package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Batch norm where its result is stored, and the end of a residual block. */
public final class NormalizeKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int MORE = 1;

  private final NormalizeSpec spec;

  /** Of a sum; NaN for none. */
  private final float floor;

  /** The activation, unless the floor is that; null for none. */
  private final ActivationSpec rest;

  private final AffineFactors factors;
  private final Planes input;
  private final BatchNorm norm;
  private final Planes addend;
  private final Planes output;

  public NormalizeKernel(NormalizeSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    boolean floors =
        spec.add()
            && spec.activation() != null
            && spec.activation().kind() == ActivationSpec.Kind.RELU;
    this.floor = floors ? 0 : Float.NaN;
    this.rest = floors ? null : spec.activation();
    this.factors = new AffineFactors(spec.channels());
    this.input = Planes.of(operands, INPUT);
    this.norm = BatchNorm.of(operands);
    this.addend = Planes.of(operands, ADDEND);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    factors.read(norm, spec.epsilon());
    sweepPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    float[] out = output.array(stage);
    int xAt = input.find(image, channel, pixel, stage, 0, count);
    int at = output.place(image, channel, pixel, 0);
    int n = perChannel(count);
    float[] center = factors.center();
    float[] scale = factors.scale();
    float[] offset = factors.offset();
    if (spec.add()) {
      float[] more = scratch.floats(MORE, CAPACITY);
      int moreAt = addend.find(image, channel, pixel, more, 0, count);
      float[] y = addend.array(more);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        float o = offset[c];
        Vectors.affine(x, xAt + i, center[c], scale[c], o, y, moreAt + i, floor, out, at + i, n);
      }
    } else {
      for (int i = 0, c = channel; i < count; i += n, c++) {
        Vectors.affine(x, xAt + i, center[c], scale[c], offset[c], out, at + i, n);
      }
    }
    Activations.apply(rest, out, at, count);
    output.deliver(image, channel, pixel, stage, 0, count);
  }
}
