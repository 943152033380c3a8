package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.NormalizeGradient;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Everything in one sweep: what is wanted of the two maps, and the sums of the vectors. */
final class NormalizeGradientKernel extends Sweep implements NormalizeGradient {
  private static final int X = 0;
  private static final int OUT = 1;
  private static final int GRADIENT = 2;
  private static final int SCALED = 3;

  private static final int BETA = 0;
  private static final int GAMMA = 1;

  private final NormalizeSpec spec;
  private final ChannelSums sums;
  private final float[] center;
  private final float[] inverse;
  private final float[] factor;
  private final float[] dBeta;
  private final float[] dGamma;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Memory> means = Operand.memory();
  private final Operand<Memory> variances = Operand.memory();
  private final Operand<Memory> gammas = Operand.memory();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private final Operand<Planes> addendGradients = Operand.planes();
  private final Operand<Memory> gammaGradients = Operand.memory();
  private final Operand<Memory> betaGradients = Operand.memory();
  private final Operand<Memory> meanGradients = Operand.memory();
  private final Operand<Memory> varianceGradients = Operand.memory();
  private Planes input;
  private Planes output;
  private Planes gradient;
  private Planes toInput;
  private Planes toAddend;
  private boolean sumsGamma;
  private boolean sumsBeta;

  NormalizeGradientKernel(NormalizeSpec spec, Workers workers, Scratch shared) {
    super(workers);
    int channels = spec.channels();
    this.spec = spec;
    this.sums = new ChannelSums(channels, 2, shared);
    this.center = new float[channels];
    this.inverse = new float[channels];
    this.factor = new float[channels];
    this.dBeta = new float[channels];
    this.dGamma = new float[channels];
  }

  @Override
  public void run(
      INDArray x,
      INDArray out,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray addendGradient,
      INDArray gammaGradient,
      INDArray betaGradient,
      INDArray meanGradient,
      INDArray varianceGradient) {
    input = inputs.of(x);
    output = spec.relu() ? outs.of(out) : null;
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    toAddend = addendGradients.of(addendGradient);
    sumsGamma = gammaGradient != null || varianceGradient != null;
    sumsBeta = betaGradient != null || meanGradient != null;
    int channels = spec.channels();
    means.of(mean).read(0, center, 0, channels);
    variances.of(variance).read(0, inverse, 0, channels);
    gammas.of(gamma).read(0, factor, 0, channels);
    for (int c = 0; c < channels; c++) {
      double r = 1 / Math.sqrt(inverse[c] + spec.epsilon());
      inverse[c] = (float) r;
      factor[c] = (float) (factor[c] * r);
    }
    sweepPlanes(input);
    for (int c = 0; c < channels; c++) {
      dBeta[c] = (float) sums.total(c, BETA);
      dGamma[c] = (float) (sums.total(c, GAMMA) * inverse[c]);
    }
    write(betaGradients.of(betaGradient), dBeta);
    write(gammaGradients.of(gammaGradient), dGamma);
    for (int c = 0; c < channels; c++) {
      dBeta[c] *= -factor[c];
      dGamma[c] *= -0.5f * factor[c] * inverse[c];
    }
    write(meanGradients.of(meanGradient), dBeta);
    write(varianceGradients.of(varianceGradient), dGamma);
  }

  private static void write(Memory to, float[] values) {
    if (to != null) {
      to.write(0, values, 0, values.length);
    }
  }

  @Override
  void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    gradient.read(image, channel, pixel, g, 0, count);
    if (spec.relu()) {
      float[] y = scratch.floats(OUT, CAPACITY);
      output.read(image, channel, pixel, y, 0, count);
      Vectors.pass(y, g, g, count);
    }
    if (sumsGamma || sumsBeta) {
      sum(part, scratch, image, channel, pixel, count);
    }
    if (toAddend != null) {
      toAddend.write(image, channel, pixel, g, 0, count);
    }
    if (toInput != null) {
      float[] scaled = scratch.floats(SCALED, CAPACITY);
      int n = perChannel(count);
      for (int at = 0, c = channel; at < count; at += n, c++) {
        Vectors.scale(g, at, n, factor[c], scaled);
      }
      toInput.write(image, channel, pixel, scaled, 0, count);
    }
  }

  private void sum(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    float[] x = scratch.floats(X, CAPACITY);
    if (sumsGamma) {
      input.read(image, channel, pixel, x, 0, count);
    }
    int n = perChannel(count);
    for (int at = 0, c = channel; at < count; at += n, c++) {
      if (sumsBeta) {
        sums.add(part, c, BETA, Reductions.sum(g, at, 0, n));
      }
      if (sumsGamma) {
        sums.add(part, c, GAMMA, Reductions.product(x, at, center[c], g, at, n));
      }
    }
  }
}
