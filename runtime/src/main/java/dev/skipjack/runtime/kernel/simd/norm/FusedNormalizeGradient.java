package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What {@link NormalizeGradientKernel} computes of a channel's piece, in one loop: a value is
 * loaded once, and nothing of it waits for a pass before. Sums are in the order of {@link
 * Reductions}.
 */
final class FusedNormalizeGradient {
  private FusedNormalizeGradient() {}

  /**
   * {@code passed = out <= 0 ? 0 : g} and {@code scaled = passed * factor}, behind a ReLU. Where
   * {@code out} is NaN the gradient passes, as in PyTorch. Results may be where operands are, in
   * the same place, and {@code scaled} where {@code passed} is, which is then lost.
   *
   * @param sums of the channel, to which those of what passed, and of that times {@code x -
   *     center}, are added
   */
  static void rectified(
      ChannelSums sums,
      int part,
      int channel,
      float[] out,
      int outAt,
      float[] g,
      int gAt,
      float[] x,
      int xAt,
      float center,
      float factor,
      float[] passed,
      int passedAt,
      float[] scaled,
      int scaledAt,
      int count) {
    FloatVector centers = FloatVector.broadcast(SPECIES, center);
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector beta0 = zero;
    FloatVector beta1 = zero;
    FloatVector gamma0 = zero;
    FloatVector gamma1 = zero;
    int i = 0;
    for (; i <= count - 2 * LENGTH; i += 2 * LENGTH) {
      FloatVector g0 = pass(out, outAt + i, g, gAt + i, zero);
      FloatVector g1 = pass(out, outAt + i + LENGTH, g, gAt + i + LENGTH, zero);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + i + LENGTH).sub(centers);
      beta0 = beta0.add(g0);
      beta1 = beta1.add(g1);
      gamma0 = x0.fma(g0, gamma0);
      gamma1 = x1.fma(g1, gamma1);
      g0.intoArray(passed, passedAt + i);
      g1.intoArray(passed, passedAt + i + LENGTH);
      g0.mul(factors).intoArray(scaled, scaledAt + i);
      g1.mul(factors).intoArray(scaled, scaledAt + i + LENGTH);
    }
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector g0 = pass(out, outAt + i, g, gAt + i, zero);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
      beta0 = beta0.add(g0);
      gamma0 = x0.fma(g0, gamma0);
      g0.intoArray(passed, passedAt + i);
      g0.mul(factors).intoArray(scaled, scaledAt + i);
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, 2 * LENGTH);
    beta0.add(beta1).intoArray(lanes, 0);
    gamma0.add(gamma1).intoArray(lanes, LENGTH);
    double ofBeta = Lanes.sum(lanes, 0);
    double ofGamma = Lanes.sum(lanes, LENGTH);
    for (; i < count; i++) {
      float d = out[outAt + i] <= 0 ? 0 : g[gAt + i];
      float centred = x[xAt + i] - center;
      ofBeta += d;
      ofGamma += (double) centred * d;
      passed[passedAt + i] = d;
      scaled[scaledAt + i] = d * factor;
    }
    sums.add(part, channel, NormalizeGradientVectors.BETA_SUM, ofBeta);
    sums.add(part, channel, NormalizeGradientVectors.GAMMA_SUM, ofGamma);
  }

  private static FloatVector pass(float[] out, int outAt, float[] g, int gAt, FloatVector zero) {
    return FloatVector.fromArray(SPECIES, g, gAt)
        .blend(zero, FloatVector.fromArray(SPECIES, out, outAt).compare(VectorOperators.LE, zero));
  }

  /** As {@link #rectified} where everything passes. */
  static void plain(
      ChannelSums sums,
      int part,
      int channel,
      float[] g,
      int gAt,
      float[] x,
      int xAt,
      float center,
      float factor,
      float[] scaled,
      int scaledAt,
      int count) {
    FloatVector centers = FloatVector.broadcast(SPECIES, center);
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    FloatVector beta0 = FloatVector.zero(SPECIES);
    FloatVector beta1 = beta0;
    FloatVector gamma0 = beta0;
    FloatVector gamma1 = beta0;
    int i = 0;
    for (; i <= count - 2 * LENGTH; i += 2 * LENGTH) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, g, gAt + i);
      FloatVector g1 = FloatVector.fromArray(SPECIES, g, gAt + i + LENGTH);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + i + LENGTH).sub(centers);
      beta0 = beta0.add(g0);
      beta1 = beta1.add(g1);
      gamma0 = x0.fma(g0, gamma0);
      gamma1 = x1.fma(g1, gamma1);
      g0.mul(factors).intoArray(scaled, scaledAt + i);
      g1.mul(factors).intoArray(scaled, scaledAt + i + LENGTH);
    }
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, g, gAt + i);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
      beta0 = beta0.add(g0);
      gamma0 = x0.fma(g0, gamma0);
      g0.mul(factors).intoArray(scaled, scaledAt + i);
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, 2 * LENGTH);
    beta0.add(beta1).intoArray(lanes, 0);
    gamma0.add(gamma1).intoArray(lanes, LENGTH);
    double ofBeta = Lanes.sum(lanes, 0);
    double ofGamma = Lanes.sum(lanes, LENGTH);
    for (; i < count; i++) {
      float d = g[gAt + i];
      float centred = x[xAt + i] - center;
      ofBeta += d;
      ofGamma += (double) centred * d;
      scaled[scaledAt + i] = d * factor;
    }
    sums.add(part, channel, NormalizeGradientVectors.BETA_SUM, ofBeta);
    sums.add(part, channel, NormalizeGradientVectors.GAMMA_SUM, ofGamma);
  }
}
