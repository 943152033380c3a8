package dev.skipjack.runtime.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that all kernels use. Constants, so that the compiler folds them. */
final class Lanes {
  /** Bits of a vector, 128, 256 or 512; default: what the processor prefers. */
  static final String BITS = "skipjack.vector.bits";

  static final VectorSpecies<Float> SPECIES = species();
  static final VectorSpecies<Integer> INTEGERS = VectorSpecies.of(int.class, SPECIES.vectorShape());
  static final int LENGTH = SPECIES.length();

  private static final VectorMask<Float>[] FIRST = masks();
  private static final VectorShuffle<Float> HALF = rotation(LENGTH / 2);
  private static final VectorShuffle<Float> QUARTER = rotation(LENGTH / 4);
  private static final VectorShuffle<Float> EIGHTH = rotation(LENGTH / 8);
  private static final VectorShuffle<Float> SIXTEENTH = rotation(LENGTH / 16);

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    Integer bits = Integer.getInteger(BITS);
    return bits == null
        ? FloatVector.SPECIES_PREFERRED
        : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }

  /** The mask of the first {@code count} lanes, at most {@link #LENGTH}. */
  static VectorMask<Float> first(int count) {
    return FIRST[count];
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there is no array of a generic type
  private static VectorMask<Float>[] masks() {
    VectorMask<Float>[] masks = new VectorMask[LENGTH + 1];
    for (int i = 0; i <= LENGTH; i++) {
      masks[i] = SPECIES.indexInRange(0, i);
    }
    return masks;
  }

  /**
   * The sum of the lanes, always in the same order. That of {@code reduceLanes} is undefined, and
   * differs between interpreted and compiled code on JDK 25.
   */
  static float sum(FloatVector v) {
    FloatVector sum = v.add(v.rearrange(HALF));
    sum = sum.add(sum.rearrange(QUARTER));
    if (LENGTH >= 8) {
      sum = sum.add(sum.rearrange(EIGHTH));
    }
    if (LENGTH >= 16) {
      sum = sum.add(sum.rearrange(SIXTEENTH));
    }
    return sum.lane(0);
  }

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.iota(SPECIES, by, 1, true);
  }

  /** The next multiple of {@code unit}. */
  static int roundUp(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }
}
