package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/** Sums a token of all images: in the order of the images, so that the bits are always the same. */
final class TokenSums {
  private static final int TOKEN = 0;
  private static final int SUM = 1;

  private final Planes sequences;
  private final Memory to;

  TokenSums(Planes sequences, Memory to) {
    this.sequences = sequences;
    this.to = to;
  }

  /** Writes the sum where the token lies in a sequence of sums. */
  void sum(int token, Scratch scratch) {
    int features = sequences.pixels;
    int whole = Lanes.roundUp(features, LENGTH);
    float[] values = scratch.floats(TOKEN, whole);
    float[] sums = scratch.floats(SUM, whole);
    sequences.read(0, token, 0, sums, 0, features);
    for (int image = 1; image < sequences.images; image++) {
      sequences.read(image, token, 0, values, 0, features);
      Vectors.add(sums, 0, values, 0, sums, 0, features);
    }
    to.write((long) token * features, sums, 0, features);
  }
}
