package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Normalize;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch norm where its result is stored, and the end of a residual block. The mean is subtracted
 * before anything is scaled, so that no digits are lost where it is far from zero.
 */
final class NormalizeKernel extends Sweep implements Normalize {
  private static final int X = 0;
  private static final int ADDEND = 1;
  private static final int OUT = 2;

  private final NormalizeSpec spec;
  private final float[] center;
  private final float[] scale;
  private final float[] factor;
  private final float[] offset;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Memory> means = Operand.memory();
  private final Operand<Memory> variances = Operand.memory();
  private final Operand<Memory> gammas = Operand.memory();
  private final Operand<Memory> betas = Operand.memory();
  private final Operand<Planes> addends = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes addend;
  private Planes output;

  NormalizeKernel(NormalizeSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
    this.center = new float[spec.channels()];
    this.scale = new float[spec.channels()];
    this.factor = new float[spec.channels()];
    this.offset = new float[spec.channels()];
  }

  @Override
  public void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray added,
      INDArray out) {
    input = inputs.of(x);
    addend = addends.of(added);
    output = outs.of(out);
    int channels = spec.channels();
    means.of(mean).read(0, center, 0, channels);
    variances.of(variance).read(0, scale, 0, channels);
    gammas.of(gamma).read(0, factor, 0, channels);
    betas.of(beta).read(0, offset, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      scale[channel] = (float) (factor[channel] / Math.sqrt(scale[channel] + spec.epsilon()));
    }
    sweepPlanes(input);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] to = scratch.floats(OUT, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    int n = perChannel(count);
    for (int at = 0, c = channel; at < count; at += n, c++) {
      Vectors.affine(x, at, n, center[c], scale[c], offset[c], to);
    }
    if (spec.add()) {
      float[] more = scratch.floats(ADDEND, CAPACITY);
      addend.read(image, channel, pixel, more, 0, count);
      Vectors.add(to, more, to, count);
    }
    if (spec.relu()) {
      Vectors.rectify(to, to, count);
    }
    output.write(image, channel, pixel, to, 0, count);
  }
}
