package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.LocalResponseNormSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Visits pieces of images: some neighbouring pixels of every channel, few enough to stay in the
 * cache. In the arrays of a piece, channels are {@link #pitch} apart.
 */
abstract class ResponseNormTask implements Workers.Task {
  /** Floats of one array of a piece. */
  private static final int PIECE_FLOATS = 16 * 1024;

  /** What AlexNet and all that followed it take; other powers take longer than ND4J's. */
  private static final double BETA = 0.75;

  final LocalResponseNormSpec spec;
  private final Workers workers;
  private int images;
  private int pixels;
  private int pieces;
  private int parts;
  int channels;

  /** Floats from one channel of a piece to the next, whole vectors. */
  int pitch;

  ResponseNormTask(LocalResponseNormSpec spec, Workers workers) {
    this.spec = spec;
    this.workers = workers;
  }

  static boolean handles(LocalResponseNormSpec spec) {
    return spec.beta() == BETA;
  }

  /** Visits every piece of this map. */
  final void visitPieces(Planes map) {
    images = map.images;
    channels = map.channels;
    pixels = map.pixels;
    int most = Math.max(LENGTH, PIECE_FLOATS / channels / LENGTH * LENGTH);
    pitch = Math.min(most, Lanes.roundUp(pixels, LENGTH));
    pieces = (pixels + pitch - 1) / pitch;
    parts = Parts.ofFloats(images * pieces, (double) channels * pitch);
    workers.run(parts, this);
  }

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, images * pieces);
    for (int piece = Parts.first(part, parts, images * pieces); piece < end; piece++) {
      scratch.poison();
      int pixel = piece % pieces * pitch;
      visit(scratch, piece / pieces, pixel, Math.min(pitch, pixels - pixel));
    }
  }

  abstract void visit(Scratch scratch, int image, int pixel, int count);

  /** All channels of a piece, in an array of a slot. */
  final float[] read(Planes map, int image, int pixel, int count, Scratch scratch, int slot) {
    float[] to = scratch.floats(slot, channels * pitch);
    for (int c = 0; c < channels; c++) {
      map.read(image, c, pixel, to, c * pitch, count);
      // Whole vectors are computed with.
      Arrays.fill(to, c * pitch + count, c * pitch + pitch, 0);
    }
    return to;
  }

  final void write(Planes map, int image, int pixel, int count, float[] from) {
    for (int c = 0; c < channels; c++) {
      map.write(image, c, pixel, from, c * pitch, count);
    }
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
