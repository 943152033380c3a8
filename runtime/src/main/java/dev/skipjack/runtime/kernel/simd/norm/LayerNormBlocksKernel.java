package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
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
public final class LayerNormBlocksKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int SUMS = 1;
  private static final int SQUARES = 2;
  private static final int LANES = 3;
  private static final int MEANS = 4;
  private static final int INVERSES = 5;

  /** Pixels of a piece, whole vectors of every length. */
  private static final int PIECE = 32;

  private final float epsilon;
  private final Workers workers;
  private final Blocks input;
  private final Blocks output;
  private final ImageNorm norm;
  private final int blocks;
  private final int pieces;
  private int parts;

  public LayerNormBlocksKernel(double epsilon, Operands operands, Workers workers) {
    this.epsilon = (float) epsilon;
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.output = Blocks.of(operands, OUTPUT);
    this.blocks = input.blocks();
    this.norm = new ImageNorm(blocks * SIZE, operands);
    this.pieces = (input.pixels + PIECE - 1) / PIECE;
  }

  @Override
  public void run() {
    norm.read();
    parts = Parts.ofFloats(input.images * pieces, (double) blocks * SIZE * PIECE);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, input.images * pieces);
    for (int i = Parts.first(part, parts, input.images * pieces); i < end; i++) {
      scratch.poison();
      int pixel = i % pieces * PIECE;
      int count = Math.min(PIECE, input.pixels - pixel);
      float[] x = scratch.floats(X, blocks * PIECE * SIZE);
      for (int block = 0; block < blocks; block++) {
        input.read(i / pieces, block, pixel, x, block * PIECE * SIZE, count);
      }
      float[] means = scratch.floats(MEANS, PIECE);
      float[] inverses = scratch.floats(INVERSES, PIECE);
      measure(x, count, means, inverses, scratch);
      for (int block = 0; block < blocks; block++) {
        normalize(x, block, count, means, inverses);
        output.write(i / pieces, block, pixel, x, block * PIECE * SIZE, count);
      }
    }
  }

  /** Around the rough mean, so that nothing cancels where it is far from zero. */
  private void measure(float[] x, int count, float[] means, float[] inverses, Scratch scratch) {
    float share = 1f / (blocks * SIZE);
    float[] sums = scratch.floats(SUMS, PIECE * SIZE);
    float[] squares = scratch.floats(SQUARES, PIECE * SIZE);
    sum(x, count, sums);
    share(sums, count, share, means, scratch);
    distances(x, count, means, sums, squares);
    float[] shifts = scratch.floats(LANES, (SIZE + 1) * PIECE);
    share(squares, count, share, inverses, scratch);
    share(sums, count, share, shifts, SIZE * PIECE, shifts);
    for (int p = 0; p < PIECE; p += LENGTH) {
      FloatVector shift = FloatVector.fromArray(SPECIES, shifts, SIZE * PIECE + p);
      FloatVector square = FloatVector.fromArray(SPECIES, inverses, p);
      FloatVector variance = square.sub(shift.mul(shift)).max(0f);
      FloatVector.fromArray(SPECIES, means, p).add(shift).intoArray(means, p);
      FloatVector.broadcast(SPECIES, 1).div(variance.add(epsilon).sqrt()).intoArray(inverses, p);
    }
  }

  private void share(float[] sums, int count, float share, float[] to, Scratch scratch) {
    share(sums, count, share, to, 0, scratch.floats(LANES, (SIZE + 1) * PIECE));
  }

  /** {@code to[at + p] = share · (the sum of pixel p's 16 lanes)}; zeros behind the last pixel. */
  private static void share(
      float[] sums, int count, float share, float[] to, int at, float[] lanes) {
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

  private void normalize(float[] x, int block, int count, float[] means, float[] inverses) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector scale = FloatVector.fromArray(SPECIES, norm.gamma, block * SIZE + lane);
      FloatVector offset = FloatVector.fromArray(SPECIES, norm.beta, block * SIZE + lane);
      for (int p = 0; p < count; p++) {
        int i = (block * PIECE + p) * SIZE + lane;
        FloatVector.fromArray(SPECIES, x, i)
            .sub(means[p])
            .mul(inverses[p])
            .fma(scale, offset)
            .intoArray(x, i);
      }
    }
  }
}
