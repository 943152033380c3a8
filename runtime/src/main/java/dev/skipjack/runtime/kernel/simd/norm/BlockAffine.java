package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.fusion.Bounds;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import jdk.incubator.vector.FloatVector;

/**
 * Pixels of a block of channels times {@link AffineFactors}: vectors are channels beside each
 * other. Results may be where operands are, in the same place.
 */
final class BlockAffine {
  static final Bounds UNBOUNDED = Bounds.of(null);

  private BlockAffine() {}

  /** {@code to = (x - center)·scale + offset}, within bounds. */
  static void run(
      AffineFactors factors,
      Bounds bounds,
      int block,
      float[] x,
      int xAt,
      float[] to,
      int toAt,
      int pixels) {
    boolean rectifies = bounds.floor() == 0;
    FloatVector floors = FloatVector.broadcast(SPECIES, bounds.floor());
    FloatVector ceilings = FloatVector.broadcast(SPECIES, bounds.ceiling());
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int channel = block * SIZE + lane;
      FloatVector c = FloatVector.fromArray(SPECIES, factors.center(), channel);
      FloatVector s = FloatVector.fromArray(SPECIES, factors.scale(), channel);
      FloatVector o = FloatVector.fromArray(SPECIES, factors.offset(), channel);
      for (int i = lane; i < pixels * SIZE; i += SIZE) {
        FloatVector z = FloatVector.fromArray(SPECIES, x, xAt + i).sub(c).fma(s, o);
        z = rectifies ? Vectors.bound(z, floors, ceilings) : z;
        z.intoArray(to, toAt + i);
      }
    }
  }

  /** The same of {@code (x - center)·scale + offset + y}. */
  static void run(
      AffineFactors factors,
      Bounds bounds,
      int block,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] to,
      int toAt,
      int pixels) {
    boolean rectifies = bounds.floor() == 0;
    FloatVector floors = FloatVector.broadcast(SPECIES, bounds.floor());
    FloatVector ceilings = FloatVector.broadcast(SPECIES, bounds.ceiling());
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int channel = block * SIZE + lane;
      FloatVector c = FloatVector.fromArray(SPECIES, factors.center(), channel);
      FloatVector s = FloatVector.fromArray(SPECIES, factors.scale(), channel);
      FloatVector o = FloatVector.fromArray(SPECIES, factors.offset(), channel);
      for (int i = lane; i < pixels * SIZE; i += SIZE) {
        FloatVector z = FloatVector.fromArray(SPECIES, x, xAt + i).sub(c).fma(s, o);
        z = z.add(FloatVector.fromArray(SPECIES, y, yAt + i));
        z = rectifies ? Vectors.bound(z, floors, ceilings) : z;
        z.intoArray(to, toAt + i);
      }
    }
  }
}
