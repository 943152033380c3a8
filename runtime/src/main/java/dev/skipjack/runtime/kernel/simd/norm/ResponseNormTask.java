package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.simd.maps.PixelTask;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Local response normalisation, with the channels of a few pixels in the cache. */
public abstract class ResponseNormTask extends PixelTask {
  /** Floats of one array of a piece. */
  private static final int PIECE_FLOATS = Caches.ofSecondLevel(16 * 1024);

  /** What AlexNet and all that followed it take; other powers take longer than ND4J's. */
  private static final double BETA = 0.75;

  final LocalResponseNormSpec spec;

  ResponseNormTask(LocalResponseNormSpec spec, Workers workers) {
    super(workers, PIECE_FLOATS);
    this.spec = spec;
  }

  public static boolean handles(LocalResponseNormSpec spec) {
    return spec.beta() == BETA;
  }

  /** {@code divisors = k + alpha/size·Σ x²}, and their powers to -beta. */
  final void divide(float[] x, float[] divisors, float[] powers) {
    FloatVector share = FloatVector.broadcast(SPECIES, (float) (spec.alpha() / spec.size()));
    FloatVector offset = FloatVector.broadcast(SPECIES, (float) spec.k());
    for (int c = 0; c < channels; c++) {
      int first = Math.max(0, c - spec.size() / 2);
      int end = Math.min(c - spec.size() / 2 + spec.size(), channels);
      for (int i = 0; i < pitch; i += LENGTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int at = first * pitch + i; at < end * pitch; at += pitch) {
          FloatVector value = FloatVector.fromArray(SPECIES, x, at);
          sum = value.fma(value, sum);
        }
        sum.fma(share, offset).intoArray(divisors, c * pitch + i);
      }
    }
    raise(divisors, powers);
  }

  /** {@code d^-0.75 = 1/(√d·√√d)}. */
  private void raise(float[] divisors, float[] powers) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = 0; i < channels * pitch; i += LENGTH) {
      FloatVector root = FloatVector.fromArray(SPECIES, divisors, i).sqrt();
      one.div(root.mul(root.sqrt())).intoArray(powers, i);
    }
  }
}
