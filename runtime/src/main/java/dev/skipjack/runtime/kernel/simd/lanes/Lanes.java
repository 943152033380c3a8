package dev.skipjack.runtime.kernel.simd.lanes;

import dev.skipjack.runtime.kernel.Settings;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that all kernels use. Constants, so that the compiler folds them. */
public final class Lanes {
  public static final VectorSpecies<Float> SPECIES = species();
  public static final VectorSpecies<Integer> INTEGERS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  public static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());
  public static final int LENGTH = SPECIES.length();

  /**
   * Whether a core holds 32 vectors: where they are as wide as AVX-512's, and on 64-bit ARM; 16
   * otherwise. How many sums of a product stay in registers.
   */
  public static final boolean MANY_REGISTERS =
      LENGTH == 16 || Settings.vectorRegisters().orElse(isArm() ? 32 : 16) == 32;

  /**
   * Whether plain loops of tiles that need all of 16 registers read behind fences. JDK 17 keeps
   * their sums in registers without, and does not with them. Loops in runs have fences on all JDKs.
   */
  public static final boolean FENCED = !MANY_REGISTERS && Runtime.version().feature() > 17;

  private static final VectorMask<Float>[] FIRST = masks();

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    OptionalInt bits = Settings.vectorBits();
    return bits.isEmpty()
        ? FloatVector.SPECIES_PREFERRED
        : VectorSpecies.of(float.class, VectorShape.forBitSize(bits.getAsInt()));
  }

  private static boolean isArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  /**
   * What decides, with the width, where sums of weight gradients are cut, and so how they are
   * rounded: how many sums of a product registers hold of narrow vectors. Empty for wide ones.
   */
  public static String sums() {
    if (LENGTH == 16) {
      return "";
    }
    return ", " + (MANY_REGISTERS ? 16 : 12) + " sums";
  }

  /** Why vectors of the wanted width would be slow here, or empty. */
  public static Optional<String> unsupported() {
    int most = VectorShape.S_Max_BIT.vectorBitSize();
    int bits = SPECIES.vectorBitSize();
    return bits <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "this JVM has vectors of %d bits at most, -D%s=%d asks for wider ones",
                most,
                Settings.VECTOR_BITS,
                bits));
  }

  /** The mask of the first {@code count} lanes, at most {@link #LENGTH}. */
  public static VectorMask<Float> first(int count) {
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
  public static float sum(float[] lanes, int at) {
    float sum = lanes[at];
    for (int i = 1; i < LENGTH; i++) {
      sum += lanes[at + i];
    }
    return sum;
  }

  /** The next multiple of {@code unit}. */
  public static int roundUp(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }
}
