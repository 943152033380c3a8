package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What {@link NormalizeGradientBlocksKernel} computes of some pixels of a block, in one loop:
 * vectors are channels beside each other. Results may be where operands are, in the same place, and
 * {@code scaled} where {@code passed} is, which is then lost.
 */
final class FusedNormalizeBlockGradient {
  private FusedNormalizeBlockGradient() {}

  /**
   * {@code passed = g} between the bounds, 0 where {@code out} is at one, and {@code scaled =
   * passed * scale}. Where {@code out} is NaN the gradient passes, as in PyTorch.
   *
   * @param ceiling NaN for none
   * @param sums of each channel, overwritten: 16 of what passed, and 16 of that times {@code x -
   *     center}
   */
  static void rectified(
      AffineFactors factors,
      int block,
      float[] out,
      int outAt,
      float ceiling,
      float[] g,
      int gAt,
      float[] x,
      int xAt,
      float[] passed,
      int passedAt,
      float[] scaled,
      int scaledAt,
      int pixels,
      float[] sums) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    int even = pixels / 2 * 2 * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector centers = FloatVector.fromArray(SPECIES, factors.center(), block * SIZE + lane);
      FloatVector scales = FloatVector.fromArray(SPECIES, factors.scale(), block * SIZE + lane);
      FloatVector beta0 = zero;
      FloatVector beta1 = zero;
      FloatVector gamma0 = zero;
      FloatVector gamma1 = zero;
      int i = lane;
      for (; i < even; i += 2 * SIZE) {
        FloatVector g0 = pass(out, outAt + i, g, gAt + i, zero, ceilings);
        FloatVector g1 = pass(out, outAt + i + SIZE, g, gAt + i + SIZE, zero, ceilings);
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + i + SIZE).sub(centers);
        beta0 = beta0.add(g0);
        beta1 = beta1.add(g1);
        gamma0 = x0.fma(g0, gamma0);
        gamma1 = x1.fma(g1, gamma1);
        g0.intoArray(passed, passedAt + i);
        g1.intoArray(passed, passedAt + i + SIZE);
        g0.mul(scales).intoArray(scaled, scaledAt + i);
        g1.mul(scales).intoArray(scaled, scaledAt + i + SIZE);
      }
      if (i < pixels * SIZE) {
        FloatVector g0 = pass(out, outAt + i, g, gAt + i, zero, ceilings);
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
        beta0 = beta0.add(g0);
        gamma0 = x0.fma(g0, gamma0);
        g0.intoArray(passed, passedAt + i);
        g0.mul(scales).intoArray(scaled, scaledAt + i);
      }
      beta0.add(beta1).intoArray(sums, lane);
      gamma0.add(gamma1).intoArray(sums, SIZE + lane);
    }
  }

  private static FloatVector pass(
      float[] out, int outAt, float[] g, int gAt, FloatVector zero, FloatVector ceilings) {
    FloatVector y = FloatVector.fromArray(SPECIES, out, outAt);
    return FloatVector.fromArray(SPECIES, g, gAt)
        .blend(zero, y.compare(VectorOperators.LE, zero))
        .blend(zero, y.compare(VectorOperators.GE, ceilings));
  }

  /** As {@link #rectified} where everything passes. */
  static void plain(
      AffineFactors factors,
      int block,
      float[] g,
      int gAt,
      float[] x,
      int xAt,
      float[] scaled,
      int scaledAt,
      int pixels,
      float[] sums) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int even = pixels / 2 * 2 * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector centers = FloatVector.fromArray(SPECIES, factors.center(), block * SIZE + lane);
      FloatVector scales = FloatVector.fromArray(SPECIES, factors.scale(), block * SIZE + lane);
      FloatVector beta0 = zero;
      FloatVector beta1 = zero;
      FloatVector gamma0 = zero;
      FloatVector gamma1 = zero;
      int i = lane;
      for (; i < even; i += 2 * SIZE) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, g, gAt + i);
        FloatVector g1 = FloatVector.fromArray(SPECIES, g, gAt + i + SIZE);
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + i + SIZE).sub(centers);
        beta0 = beta0.add(g0);
        beta1 = beta1.add(g1);
        gamma0 = x0.fma(g0, gamma0);
        gamma1 = x1.fma(g1, gamma1);
        g0.mul(scales).intoArray(scaled, scaledAt + i);
        g1.mul(scales).intoArray(scaled, scaledAt + i + SIZE);
      }
      if (i < pixels * SIZE) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, g, gAt + i);
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + i).sub(centers);
        beta0 = beta0.add(g0);
        gamma0 = x0.fma(g0, gamma0);
        g0.mul(scales).intoArray(scaled, scaledAt + i);
      }
      beta0.add(beta1).intoArray(sums, lane);
      gamma0.add(gamma1).intoArray(sums, SIZE + lane);
    }
  }
}
