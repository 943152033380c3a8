package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import jdk.incubator.vector.FloatVector;

/**
 * Pixels of a block of channels times {@link AffineFactors}: vectors are channels beside each
 * other. Results may be where operands are, in the same place.
 */
final class BlockAffine {
  private BlockAffine() {}

  /** {@code to = (x - center)·scale + offset}. */
  static void run(
      AffineFactors factors, int block, float[] x, int xAt, float[] to, int toAt, int pixels) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int channel = block * SIZE + lane;
      FloatVector c = FloatVector.fromArray(SPECIES, factors.center(), channel);
      FloatVector s = FloatVector.fromArray(SPECIES, factors.scale(), channel);
      FloatVector o = FloatVector.fromArray(SPECIES, factors.offset(), channel);
      for (int i = lane; i < pixels * SIZE; i += SIZE) {
        FloatVector.fromArray(SPECIES, x, xAt + i).sub(c).fma(s, o).intoArray(to, toAt + i);
      }
    }
  }

  /**
   * {@code to = max((x - center)·scale + offset + y, floor)}.
   *
   * @param floor NaN for none
   */
  static void run(
      AffineFactors factors,
      int block,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float floor,
      float[] to,
      int toAt,
      int pixels) {
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int channel = block * SIZE + lane;
      FloatVector c = FloatVector.fromArray(SPECIES, factors.center(), channel);
      FloatVector s = FloatVector.fromArray(SPECIES, factors.scale(), channel);
      FloatVector o = FloatVector.fromArray(SPECIES, factors.offset(), channel);
      for (int i = lane; i < pixels * SIZE; i += SIZE) {
        FloatVector z = FloatVector.fromArray(SPECIES, x, xAt + i).sub(c).fma(s, o);
        z = z.add(FloatVector.fromArray(SPECIES, y, yAt + i));
        Vectors.floor(z, floors).intoArray(to, toAt + i);
      }
    }
  }
}
