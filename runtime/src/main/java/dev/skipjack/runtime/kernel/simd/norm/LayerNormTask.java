package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.maps.PixelTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Layer norm over the channels of each pixel: vectors are pixels beside each other. */
abstract class LayerNormTask extends PixelTask {
  /** Floats of one array of a piece: every channel of a small map, if these are some hundreds. */
  private static final int PIECE_FLOATS = Caches.ofSecondLevel(48 * 1024);

  private static final int X = 0;
  private static final int MEANS = 1;
  private static final int INVERSES = 2;

  /** The first slot of those who extend this. */
  static final int FREE = 3;

  private final double epsilon;

  LayerNormTask(double epsilon, Workers workers) {
    super(workers, PIECE_FLOATS);
    this.epsilon = epsilon;
  }

  /** {@code (x - mean)·r} of every channel of a piece. */
  final float[] normalize(Planes map, int image, int pixel, int count, Scratch scratch) {
    float[] x = read(map, image, pixel, count, scratch, X);
    float[] means = scratch.floats(MEANS, pitch);
    measure(x, means, inverses(scratch));
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < pitch; i += LENGTH) {
        FloatVector.fromArray(SPECIES, x, c * pitch + i)
            .sub(FloatVector.fromArray(SPECIES, means, i))
            .mul(FloatVector.fromArray(SPECIES, inverses(scratch), i))
            .intoArray(x, c * pitch + i);
      }
    }
    return x;
  }

  /** Those of the piece that was normalised. */
  final float[] inverses(Scratch scratch) {
    return scratch.floats(INVERSES, pitch);
  }

  /** Around the rough mean, so that nothing cancels where it is far from zero. */
  private void measure(float[] x, float[] means, float[] inverses) {
    float share = 1f / channels;
    for (int i = 0; i < pitch; i += LENGTH) {
      FloatVector even = FloatVector.zero(SPECIES);
      FloatVector odd = FloatVector.zero(SPECIES);
      int c = 0;
      for (; c + 1 < channels; c += 2) {
        even = even.add(FloatVector.fromArray(SPECIES, x, c * pitch + i));
        odd = odd.add(FloatVector.fromArray(SPECIES, x, (c + 1) * pitch + i));
      }
      if (c < channels) {
        even = even.add(FloatVector.fromArray(SPECIES, x, c * pitch + i));
      }
      FloatVector rough = even.add(odd).mul(share);
      FloatVector shift = FloatVector.zero(SPECIES);
      FloatVector squares = FloatVector.zero(SPECIES);
      for (c = 0; c < channels; c++) {
        FloatVector distance = FloatVector.fromArray(SPECIES, x, c * pitch + i).sub(rough);
        shift = shift.add(distance);
        squares = distance.fma(distance, squares);
      }
      shift = shift.mul(share);
      FloatVector variance = squares.mul(share).sub(shift.mul(shift)).max(0f);
      rough.add(shift).intoArray(means, i);
      FloatVector.broadcast(SPECIES, 1)
          .div(variance.add((float) epsilon).sqrt())
          .intoArray(inverses, i);
    }
  }

  /** An array of a slot, one float for each pixel, zero. */
  final float[] zeros(Scratch scratch, int slot) {
    float[] zeros = scratch.floats(slot, pitch);
    Arrays.fill(zeros, 0, pitch, 0);
    return zeros;
  }
}
