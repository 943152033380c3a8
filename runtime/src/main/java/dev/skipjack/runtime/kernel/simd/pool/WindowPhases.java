package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Splits a row into as many phases as the stride of windows has columns, so that column k of
 * neighbouring windows lies side by side: {@code phase[j][q] = row[q*stride + j]}. In vectors for
 * stride 2, which is what networks have.
 */
final class WindowPhases {
  private static final VectorShuffle<Float> EVEN = shuffle(0, 2);
  private static final VectorShuffle<Float> ODD = shuffle(1, 2);
  private static final VectorShuffle<Float> FIRST_TWICE = twice(0);
  private static final VectorShuffle<Float> LAST_TWICE = twice(LENGTH / 2);
  private static final VectorMask<Float> UPPER = SPECIES.indexInRange(-LENGTH / 2, LENGTH);
  private static final VectorMask<Float> ODD_LANES = VectorMask.fromLong(SPECIES, 0xAAAA);

  private WindowPhases() {}

  private static VectorShuffle<Float> shuffle(int first, int step) {
    return VectorShuffle.fromOp(SPECIES, i -> (first + i * step) % LENGTH);
  }

  private static VectorShuffle<Float> twice(int first) {
    return VectorShuffle.fromOp(SPECIES, i -> first + i / 2);
  }

  /** Floats of one phase of a row, with room for what vectors write beyond its end. */
  static int length(int columns, int stride) {
    return columns / stride + 1 + LENGTH;
  }

  /** Splits a row of {@code count} columns; it is readable for two vectors more. */
  static void split(float[] row, int count, int stride, float[] phases, int at, int length) {
    if (stride == 2) {
      for (int i = 0; i < count; i += 2 * LENGTH) {
        FloatVector a = FloatVector.fromArray(SPECIES, row, i);
        FloatVector b = FloatVector.fromArray(SPECIES, row, i + LENGTH);
        int q = at + i / 2;
        a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER).intoArray(phases, q);
        a.rearrange(ODD).blend(b.rearrange(ODD), UPPER).intoArray(phases, q + length);
      }
      return;
    }
    for (int j = 0; j < stride; j++) {
      int columns = (count - j + stride - 1) / stride;
      for (int q = 0; q < columns; q++) {
        phases[at + j * length + q] = row[q * stride + j];
      }
    }
  }

  /** The inverse of {@link #split}; the row is writable for two vectors more. */
  static void merge(float[] phases, int at, int length, int stride, float[] row, int count) {
    if (stride == 2) {
      for (int i = 0; i < count; i += 2 * LENGTH) {
        FloatVector a = FloatVector.fromArray(SPECIES, phases, at + i / 2);
        FloatVector b = FloatVector.fromArray(SPECIES, phases, at + i / 2 + length);
        a.rearrange(FIRST_TWICE).blend(b.rearrange(FIRST_TWICE), ODD_LANES).intoArray(row, i);
        a.rearrange(LAST_TWICE)
            .blend(b.rearrange(LAST_TWICE), ODD_LANES)
            .intoArray(row, i + LENGTH);
      }
      return;
    }
    for (int j = 0; j < stride; j++) {
      int columns = (count - j + stride - 1) / stride;
      for (int q = 0; q < columns; q++) {
        row[q * stride + j] = phases[at + j * length + q];
      }
    }
  }
}
