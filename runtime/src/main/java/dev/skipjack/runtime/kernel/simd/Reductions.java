package dev.skipjack.runtime.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Sums over a block of the scratch: in vectors, so that few values are added to each other. */
final class Reductions {
  private static final int STEP = 4 * Lanes.LENGTH;

  private Reductions() {}

  /** {@code sum of a[from..from+count)}. */
  static double sum(float[] a, int from, int count) {
    FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector s1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector s2 = FloatVector.zero(Lanes.SPECIES);
    FloatVector s3 = FloatVector.zero(Lanes.SPECIES);
    int end = from + count;
    int i = from;
    for (; i <= end - STEP; i += STEP) {
      s0 = s0.add(FloatVector.fromArray(Lanes.SPECIES, a, i));
      s1 = s1.add(FloatVector.fromArray(Lanes.SPECIES, a, i + Lanes.LENGTH));
      s2 = s2.add(FloatVector.fromArray(Lanes.SPECIES, a, i + 2 * Lanes.LENGTH));
      s3 = s3.add(FloatVector.fromArray(Lanes.SPECIES, a, i + 3 * Lanes.LENGTH));
    }
    for (; i <= end - Lanes.LENGTH; i += Lanes.LENGTH) {
      s0 = s0.add(FloatVector.fromArray(Lanes.SPECIES, a, i));
    }
    double sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    for (; i < end; i++) {
      sum += a[i];
    }
    return sum;
  }

  /** {@code sum of (a[from+i] - center)·b[at+i]}, i < count. */
  static double product(float[] a, int from, float center, float[] b, int at, int count) {
    FloatVector c = FloatVector.broadcast(Lanes.SPECIES, center);
    FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector s1 = FloatVector.zero(Lanes.SPECIES);
    int i = 0;
    for (; i <= count - 2 * Lanes.LENGTH; i += 2 * Lanes.LENGTH) {
      FloatVector a0 = FloatVector.fromArray(Lanes.SPECIES, a, from + i).sub(c);
      FloatVector a1 = FloatVector.fromArray(Lanes.SPECIES, a, from + i + Lanes.LENGTH).sub(c);
      s0 = a0.fma(FloatVector.fromArray(Lanes.SPECIES, b, at + i), s0);
      s1 = a1.fma(FloatVector.fromArray(Lanes.SPECIES, b, at + i + Lanes.LENGTH), s1);
    }
    for (; i <= count - Lanes.LENGTH; i += Lanes.LENGTH) {
      FloatVector a0 = FloatVector.fromArray(Lanes.SPECIES, a, from + i).sub(c);
      s0 = a0.fma(FloatVector.fromArray(Lanes.SPECIES, b, at + i), s0);
    }
    double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < count; i++) {
      sum += (double) (a[from + i] - center) * b[at + i];
    }
    return sum;
  }

  /** {@code sum of (a[from+i] - center)²}, i < count. */
  static double squares(float[] a, int from, float center, int count) {
    FloatVector c = FloatVector.broadcast(Lanes.SPECIES, center);
    FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector s1 = FloatVector.zero(Lanes.SPECIES);
    int i = 0;
    for (; i <= count - 2 * Lanes.LENGTH; i += 2 * Lanes.LENGTH) {
      FloatVector a0 = FloatVector.fromArray(Lanes.SPECIES, a, from + i).sub(c);
      FloatVector a1 = FloatVector.fromArray(Lanes.SPECIES, a, from + i + Lanes.LENGTH).sub(c);
      s0 = a0.fma(a0, s0);
      s1 = a1.fma(a1, s1);
    }
    for (; i <= count - Lanes.LENGTH; i += Lanes.LENGTH) {
      FloatVector a0 = FloatVector.fromArray(Lanes.SPECIES, a, from + i).sub(c);
      s0 = a0.fma(a0, s0);
    }
    double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < count; i++) {
      double d = a[from + i] - center;
      sum += d * d;
    }
    return sum;
  }
}
