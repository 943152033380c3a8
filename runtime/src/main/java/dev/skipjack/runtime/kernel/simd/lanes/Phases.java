package dev.skipjack.runtime.kernel.simd.lanes;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Takes every fourth pixel: {@code phase[j][t] = x[4t + j]}, and back. Four vectors are a 4 x 4
 * matrix of quarter vectors once each is sorted by phase; the rest is its transposition.
 */
public final class Phases {
  /** Pixels that one step handles; buffers have room for a multiple of it. */
  public static final int STEP = 4 * LENGTH;

  private static final int QUARTER = LENGTH / 4;
  private static final int HALF = LENGTH / 2;
  private static final VectorShuffle<Float> SORT =
      shuffle(lane -> 4 * (lane % QUARTER) + lane / QUARTER);
  private static final VectorShuffle<Float> SORT_SWAPPED =
      shuffle(lane -> 4 * (lane % QUARTER) + (lane / QUARTER + 2) % 4);
  private static final VectorShuffle<Float> UNSORT = shuffle(lane -> lane % 4 * QUARTER + lane / 4);
  private static final VectorShuffle<Float> SWAP = shuffle(lane -> (lane + HALF) % LENGTH);
  private static final VectorShuffle<Float> UP =
      shuffle(lane -> (lane + LENGTH - QUARTER) % LENGTH);
  private static final VectorShuffle<Float> DOWN = shuffle(lane -> (lane + QUARTER) % LENGTH);
  private static final VectorShuffle<Float> EVEN_ODD =
      shuffle(lane -> 2 * (lane % HALF) + lane / HALF);
  private static final VectorShuffle<Float> ODD_EVEN =
      shuffle(lane -> 2 * (lane % HALF) + 1 - lane / HALF);
  private static final VectorShuffle<Float> LOW_TWICE = shuffle(lane -> lane / 2);
  private static final VectorShuffle<Float> HIGH_TWICE = shuffle(lane -> HALF + lane / 2);
  private static final VectorMask<Float> SECOND = second();
  private static final VectorMask<Float> HIGH = mask(2);
  private static final VectorMask<Float> ODD = mask(1);

  private Phases() {}

  private static VectorShuffle<Float> shuffle(IntUnaryOperator source) {
    return VectorShuffle.fromOp(SPECIES, source);
  }

  /** Lanes whose quarter has this bit set. */
  private static VectorMask<Float> mask(int bit) {
    boolean[] set = new boolean[LENGTH];
    for (int lane = 0; lane < LENGTH; lane++) {
      set[lane] = (lane / QUARTER & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }

  /** Every second lane. */
  private static VectorMask<Float> second() {
    boolean[] set = new boolean[LENGTH];
    for (int lane = 1; lane < LENGTH; lane += 2) {
      set[lane] = true;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }

  /**
   * Splits {@code pixels}, rounded up to a multiple of {@link #STEP}.
   *
   * @param stride from one phase to the next in {@code to}
   */
  public static void split(float[] x, int xo, int pixels, float[] to, int at, int stride) {
    for (int p = 0, t = at; p < pixels; p += STEP, t += LENGTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, xo + p);
      FloatVector b = FloatVector.fromArray(SPECIES, x, xo + p + LENGTH);
      FloatVector c = FloatVector.fromArray(SPECIES, x, xo + p + 2 * LENGTH);
      FloatVector d = FloatVector.fromArray(SPECIES, x, xo + p + 3 * LENGTH);
      FloatVector ac01 = a.rearrange(SORT).blend(c.rearrange(SORT_SWAPPED), HIGH);
      FloatVector bd01 = b.rearrange(SORT).blend(d.rearrange(SORT_SWAPPED), HIGH);
      FloatVector ac23 = a.rearrange(SORT_SWAPPED).blend(c.rearrange(SORT), HIGH);
      FloatVector bd23 = b.rearrange(SORT_SWAPPED).blend(d.rearrange(SORT), HIGH);
      ac01.blend(bd01.rearrange(UP), ODD).intoArray(to, t);
      ac01.rearrange(DOWN).blend(bd01, ODD).intoArray(to, t + stride);
      ac23.blend(bd23.rearrange(UP), ODD).intoArray(to, t + 2 * stride);
      ac23.rearrange(DOWN).blend(bd23, ODD).intoArray(to, t + 3 * stride);
    }
  }

  /** {@code to[at + i] = x[xo + 2*i]}, in whole vectors. */
  public static void everySecond(float[] x, int xo, int count, float[] to, int at) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, xo + 2 * i);
      FloatVector b = FloatVector.fromArray(SPECIES, x, xo + 2 * i + LENGTH);
      a.rearrange(EVEN_ODD).blend(b.rearrange(ODD_EVEN), HIGH).intoArray(to, at + i);
    }
  }

  /**
   * {@code to[at + 2*i] = x[even + i]}, {@code to[at + 2*i + 1] = x[odd + i]}, two vectors each.
   */
  public static void weave(float[] x, int even, int odd, int count, float[] to, int at) {
    for (int i = 0; 2 * i < count; i += LENGTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, even + i);
      FloatVector b = FloatVector.fromArray(SPECIES, x, odd + i);
      int t = at + 2 * i;
      a.rearrange(LOW_TWICE).blend(b.rearrange(LOW_TWICE), SECOND).intoArray(to, t);
      a.rearrange(HIGH_TWICE).blend(b.rearrange(HIGH_TWICE), SECOND).intoArray(to, t + LENGTH);
    }
  }

  /** The inverse of {@link #split}. */
  public static void merge(float[] from, int at, int stride, float[] x, int xo, int pixels) {
    for (int p = 0, t = at; p < pixels; p += STEP, t += LENGTH) {
      FloatVector q0 = FloatVector.fromArray(SPECIES, from, t);
      FloatVector q1 = FloatVector.fromArray(SPECIES, from, t + stride);
      FloatVector q2 = FloatVector.fromArray(SPECIES, from, t + 2 * stride);
      FloatVector q3 = FloatVector.fromArray(SPECIES, from, t + 3 * stride);
      FloatVector ac01 = q0.blend(q1.rearrange(UP), ODD);
      FloatVector bd01 = q0.rearrange(DOWN).blend(q1, ODD);
      FloatVector ac23 = q2.blend(q3.rearrange(UP), ODD);
      FloatVector bd23 = q2.rearrange(DOWN).blend(q3, ODD);
      ac01.blend(ac23.rearrange(SWAP), HIGH).rearrange(UNSORT).intoArray(x, xo + p);
      bd01.blend(bd23.rearrange(SWAP), HIGH).rearrange(UNSORT).intoArray(x, xo + p + LENGTH);
      ac01.rearrange(SWAP).blend(ac23, HIGH).rearrange(UNSORT).intoArray(x, xo + p + 2 * LENGTH);
      bd01.rearrange(SWAP).blend(bd23, HIGH).rearrange(UNSORT).intoArray(x, xo + p + 3 * LENGTH);
    }
  }
}
