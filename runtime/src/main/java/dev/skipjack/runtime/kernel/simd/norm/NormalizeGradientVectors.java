package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * What the gradient of batch norm reads and writes for each channel. Its sums are those of the
 * gradient behind the activation, and of that times {@code x - mean}.
 */
final class NormalizeGradientVectors {
  static final int BETA_SUM = 0;
  static final int GAMMA_SUM = 1;

  private final NormalizeSpec spec;
  private final float[] inverse;
  private final float[] dBeta;
  private final float[] dGamma;
  private final BatchNorm norm;
  private final Memory toMean;
  private final Memory toVariance;
  private final Memory toGamma;
  private final Memory toBeta;

  final ChannelSums sums;
  final boolean sumsGamma;
  final boolean sumsBeta;

  /** Of the input; the scale is gamma over the deviation, the offset beta, if that is read. */
  final AffineFactors factors;

  NormalizeGradientVectors(NormalizeSpec spec, Operands operands, Scratch shared) {
    int channels = spec.channels();
    this.spec = spec;
    this.sums = new ChannelSums(channels, 2, shared);
    this.factors = new AffineFactors(channels);
    this.inverse = new float[channels];
    this.dBeta = new float[channels];
    this.dGamma = new float[channels];
    this.norm = BatchNorm.of(operands);
    this.toMean = Memory.of(operands, MEAN_GRADIENT);
    this.toVariance = Memory.of(operands, VARIANCE_GRADIENT);
    this.toGamma = Memory.of(operands, GAMMA_GRADIENT);
    this.toBeta = Memory.of(operands, BETA_GRADIENT);
    this.sumsGamma = toGamma != null || toVariance != null;
    this.sumsBeta = toBeta != null || toMean != null;
  }

  void read() {
    int channels = spec.channels();
    float[] factor = factors.scale();
    norm.mean().read(0, factors.center(), 0, channels);
    norm.variance().read(0, inverse, 0, channels);
    norm.gamma().read(0, factor, 0, channels);
    if (spec.gradientReadsInput()) {
      norm.beta().read(0, factors.offset(), 0, channels);
    }
    for (int c = 0; c < channels; c++) {
      double r = 1 / Math.sqrt(inverse[c] + spec.epsilon());
      inverse[c] = (float) r;
      factor[c] = (float) (factor[c] * r);
    }
  }

  /**
   * Adds sums of a block of channels.
   *
   * @param channel the first one
   * @param from 16 for beta, and 16 for gamma
   */
  void add(int part, int channel, float[] from) {
    for (int c = 0; c < SIZE; c++) {
      sums.add(part, channel + c, BETA_SUM, from[c]);
      sums.add(part, channel + c, GAMMA_SUM, from[SIZE + c]);
    }
  }

  /** What the sums are good for. */
  void write() {
    float[] factor = factors.scale();
    for (int c = 0; c < spec.channels(); c++) {
      dBeta[c] = (float) sums.total(c, BETA_SUM);
      dGamma[c] = (float) (sums.total(c, GAMMA_SUM) * inverse[c]);
    }
    write(toBeta, dBeta);
    write(toGamma, dGamma);
    for (int c = 0; c < spec.channels(); c++) {
      dBeta[c] *= -factor[c];
      dGamma[c] *= -0.5f * factor[c] * inverse[c];
    }
    write(toMean, dBeta);
    write(toVariance, dGamma);
  }

  private static void write(Memory to, float[] values) {
    if (to != null) {
      to.write(0, values, 0, values.length);
    }
  }
}
