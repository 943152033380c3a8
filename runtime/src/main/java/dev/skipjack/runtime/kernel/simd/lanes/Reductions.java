package dev.skipjack.runtime.kernel.simd.lanes;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;

/** Sums over a block of the scratch: in vectors, so that few values are added to each other. */
public final class Reductions {
  /** Values that are summed in FLOAT: many equal ones are all rounded the same way. */
  private static final int STEP = 1024;

  private Reductions() {}

  /** {@code sum of a[from..from+count) - center}, the center taken from each element. */
  public static double sum(float[] a, int from, float center, int count) {
    FloatVector c = FloatVector.broadcast(SPECIES, center);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    int end = from + count;
    int i = from;
    for (; i <= end - 2 * LENGTH; i += 2 * LENGTH) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, a, i).sub(c));
      s1 = s1.add(FloatVector.fromArray(SPECIES, a, i + LENGTH).sub(c));
    }
    for (; i <= end - LENGTH; i += LENGTH) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, a, i).sub(c));
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, LENGTH);
    s0.add(s1).intoArray(lanes, 0);
    double sum = Lanes.sum(lanes, 0);
    for (; i < end; i++) {
      sum += a[i] - center;
    }
    return sum;
  }

  /** {@code sum of (a[from+i] - center)·b[at+i]}, i < count. */
  public static double product(float[] a, int from, float center, float[] b, int at, int count) {
    FloatVector c = FloatVector.broadcast(SPECIES, center);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - 2 * LENGTH; i += 2 * LENGTH) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, from + i).sub(c);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, from + i + LENGTH).sub(c);
      s0 = a0.fma(FloatVector.fromArray(SPECIES, b, at + i), s0);
      s1 = a1.fma(FloatVector.fromArray(SPECIES, b, at + i + LENGTH), s1);
    }
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, from + i).sub(c);
      s0 = a0.fma(FloatVector.fromArray(SPECIES, b, at + i), s0);
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, LENGTH);
    s0.add(s1).intoArray(lanes, 0);
    double sum = Lanes.sum(lanes, 0);
    for (; i < count; i++) {
      sum += (double) (a[from + i] - center) * b[at + i];
    }
    return sum;
  }

  /** As {@link #sum} of many, which FLOAT sums a few at a time. */
  public static double longSum(float[] a, int from, float center, int count) {
    double sum = 0;
    for (int i = 0; i < count; i += STEP) {
      sum += sum(a, from + i, center, Math.min(STEP, count - i));
    }
    return sum;
  }

  /** As {@link #product} of many, which FLOAT sums a few at a time. */
  public static double longProduct(
      float[] a, int from, float center, float[] b, int at, int count) {
    double sum = 0;
    for (int i = 0; i < count; i += STEP) {
      sum += product(a, from + i, center, b, at + i, Math.min(STEP, count - i));
    }
    return sum;
  }

  /** As {@link #squares} of many, which FLOAT sums a few at a time. */
  public static double longSquares(float[] a, int from, float center, int count) {
    double sum = 0;
    for (int i = 0; i < count; i += STEP) {
      sum += squares(a, from + i, center, Math.min(STEP, count - i));
    }
    return sum;
  }

  /** {@code sum of (a[from+i] - center)²}, i < count. */
  public static double squares(float[] a, int from, float center, int count) {
    FloatVector c = FloatVector.broadcast(SPECIES, center);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - 2 * LENGTH; i += 2 * LENGTH) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, from + i).sub(c);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, from + i + LENGTH).sub(c);
      s0 = a0.fma(a0, s0);
      s1 = a1.fma(a1, s1);
    }
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, from + i).sub(c);
      s0 = a0.fma(a0, s0);
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, LENGTH);
    s0.add(s1).intoArray(lanes, 0);
    double sum = Lanes.sum(lanes, 0);
    for (; i < count; i++) {
      double d = a[from + i] - center;
      sum += d * d;
    }
    return sum;
  }
}
