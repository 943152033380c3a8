package dev.skipjack.runtime.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that all kernels use. Constants, so that the compiler folds them. */
final class Lanes {
  /** Bits of a vector, 128, 256 or 512; default: what the processor prefers. */
  static final String BITS = "skipjack.vector.bits";

  static final VectorSpecies<Float> SPECIES = species();
  static final VectorSpecies<Integer> INTEGERS = VectorSpecies.of(int.class, SPECIES.vectorShape());
  static final int LENGTH = SPECIES.length();

  private static final VectorMask<Float>[] FIRST = masks();

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
   * The sum of the lanes of a vector that was stored, always in the same order. That of {@code
   * reduceLanes} is undefined, and differs between interpreted and compiled code on JDK 25. A
   * vector itself would be an object wherever this method is not inlined.
   */
  static float sum(float[] lanes, int at) {
    float sum = lanes[at];
    for (int i = 1; i < LENGTH; i++) {
      sum += lanes[at + i];
    }
    return sum;
  }

  /** The next multiple of {@code unit}. */
  static int roundUp(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }
}
