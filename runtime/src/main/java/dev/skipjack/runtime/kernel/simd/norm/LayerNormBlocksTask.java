package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Layer norm over the channels of each pixel of a map in blocks: vectors are channels beside each
 * other. Sums of a pixel's lanes are added in a transpose of several pixels, always in the same
 * order.
 */
abstract class LayerNormBlocksTask implements Workers.Task {
  private static final int X = 0;
  private static final int SUMS = 1;
  private static final int SQUARES = 2;
  private static final int LANES = 3;
  private static final int MEANS = 4;
  private static final int INVERSES = 5;

  /** The first slot of those who extend this. */
  static final int FREE = 6;

  /** Pixels of a piece, whole vectors of every length. */
  static final int PIECE = 32;

  private final float epsilon;
  private final Workers workers;
  private final Blocks input;
  private final int pieces;
  final int blocks;

  /** One over the number of channels. */
  final float share;

  private int parts;

  LayerNormBlocksTask(double epsilon, Operands operands, Workers workers) {
    this.epsilon = (float) epsilon;
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.blocks = input.blocks();
    this.share = 1f / (blocks * SIZE);
    this.pieces = (input.pixels + PIECE - 1) / PIECE;
  }

  /** Visits all pixels. */
  final void visitPieces() {
    parts = Parts.ofFloats(input.images * pieces, (double) blocks * SIZE * PIECE);
    begin(parts);
    workers.run(parts, this);
  }

  /** Before the first piece is visited. */
  void begin(int parts) {}

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, input.images * pieces);
    for (int i = Parts.first(part, parts, input.images * pieces); i < end; i++) {
      scratch.poison();
      int pixel = i % pieces * PIECE;
      int count = Math.min(PIECE, input.pixels - pixel);
      float[] x = read(input, i / pieces, pixel, count, scratch, X);
      measure(x, count, scratch.floats(MEANS, PIECE), inverses(scratch), scratch);
      visit(part, scratch, i / pieces, pixel, count, x, scratch.floats(MEANS, PIECE));
    }
  }

  /**
   * Computes some pixels of an image.
   *
   * @param x of these, {@code [blocks][PIECE][16]}; may be changed
   * @param means of each pixel
   */
  abstract void visit(
      int part, Scratch scratch, int image, int pixel, int count, float[] x, float[] means);

  /** One over the deviation of each pixel of the piece that is visited. */
  final float[] inverses(Scratch scratch) {
    return scratch.floats(INVERSES, PIECE);
  }

  /** All channels of a piece, {@code [blocks][PIECE][16]}. */
  final float[] read(Blocks map, int image, int pixel, int count, Scratch scratch, int slot) {
    float[] to = scratch.floats(slot, blocks * PIECE * SIZE);
    for (int block = 0; block < blocks; block++) {
      map.read(image, block, pixel, to, block * PIECE * SIZE, count);
    }
    return to;
  }

  /** Around the rough mean, so that nothing cancels where it is far from zero. */
  private void measure(float[] x, int count, float[] means, float[] inverses, Scratch scratch) {
    float[] sums = scratch.floats(SUMS, PIECE * SIZE);
    float[] squares = scratch.floats(SQUARES, PIECE * SIZE);
    sum(x, count, sums);
    share(sums, count, means, scratch);
    distances(x, count, means, sums, squares);
    float[] shifts = scratch.floats(LANES, (SIZE + 1) * PIECE);
    share(squares, count, inverses, scratch);
    share(sums, count, shifts, SIZE * PIECE, shifts);
    for (int p = 0; p < PIECE; p += LENGTH) {
      FloatVector shift = FloatVector.fromArray(SPECIES, shifts, SIZE * PIECE + p);
      FloatVector square = FloatVector.fromArray(SPECIES, inverses, p);
      FloatVector variance = square.sub(shift.mul(shift)).max(0f);
      FloatVector.fromArray(SPECIES, means, p).add(shift).intoArray(means, p);
      FloatVector.broadcast(SPECIES, 1).div(variance.add(epsilon).sqrt()).intoArray(inverses, p);
    }
  }

  /** {@code to[p] = share · (the sum of pixel p's 16 lanes)}; zeros behind the last pixel. */
  final void share(float[] sums, int count, float[] to, Scratch scratch) {
    share(sums, count, to, 0, scratch.floats(LANES, (SIZE + 1) * PIECE));
  }

  private void share(float[] sums, int count, float[] to, int at, float[] lanes) {
    Arrays.fill(sums, count * SIZE, PIECE * SIZE, 0);
    Transpose.run(sums, 0, SIZE, PIECE, SIZE, lanes, 0, PIECE);
    for (int p = 0; p < PIECE; p += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, lanes, p);
      for (int lane = 1; lane < SIZE; lane++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, lanes, lane * PIECE + p));
      }
      sum.mul(share).intoArray(to, at + p);
    }
  }

  private void sum(float[] x, int count, float[] sums) {
    for (int i = 0; i < count * SIZE; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, i);
      for (int block = 1; block < blocks; block++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, x, block * PIECE * SIZE + i));
      }
      sum.intoArray(sums, i);
    }
  }

  private void distances(float[] x, int count, float[] rough, float[] sums, float[] squares) {
    for (int i = 0; i < count * SIZE; i += LENGTH) {
      FloatVector mean = FloatVector.broadcast(SPECIES, rough[i / SIZE]);
      FloatVector sum = FloatVector.zero(SPECIES);
      FloatVector square = FloatVector.zero(SPECIES);
      for (int block = 0; block < blocks; block++) {
        FloatVector distance =
            FloatVector.fromArray(SPECIES, x, block * PIECE * SIZE + i).sub(mean);
        sum = sum.add(distance);
        square = distance.fma(distance, square);
      }
      sum.intoArray(sums, i);
      square.intoArray(squares, i);
    }
  }
}
