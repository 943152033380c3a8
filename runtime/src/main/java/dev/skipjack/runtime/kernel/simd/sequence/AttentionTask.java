package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.norm.ColumnSoftmax;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * A kernel that computes each head of each image by itself, a panel of queries at a time. Scores
 * lie transposed, a row for each key with the queries of the panel beside each other: softmax sums
 * down columns, and the weights are where the product with the values wants them. No more of them
 * than a panel's exists at a time.
 */
abstract class AttentionTask implements Workers.Task {
  private final Planes input;
  private final Workers workers;

  /** Null unless it is relative. */
  final RelativePositions positions;

  private int parts;

  /** Whether all images of a head come one after the other, in so many pieces. */
  private boolean isByHead;

  private int pieces;
  final int features;
  final int heads;

  /** Of a head. */
  final int size;

  final int tokens;

  /** Floats from one token of a head's rows to the next: whole vectors. */
  final int pitch;

  /** Rows of scores, whole blocks. */
  final int keyRows;

  AttentionTask(AttentionSpec spec, Planes input, RelativePositions positions, Workers workers) {
    this.input = input;
    this.positions = positions;
    this.workers = workers;
    this.features = spec.features();
    this.heads = spec.heads();
    this.size = spec.headFeatures();
    this.tokens = input.channels;
    this.pitch = Lanes.roundUp(size, LENGTH);
    this.keyRows = Lanes.roundUp(tokens, ROWS);
  }

  /** The heads of an image one after the other, which lie beside each other. */
  final void visitHeads() {
    isByHead = false;
    parts = parts();
    readPositions();
    workers.run(parts, this);
  }

  /**
   * The images of a head one after the other, in pieces, each of which belongs to one part: it may
   * sum in a place of its own.
   *
   * @return pieces of each head
   */
  final int cutHeads() {
    isByHead = true;
    parts = parts();
    pieces = Math.max(1, parts / heads);
    parts = pieces == 1 ? Math.min(parts, heads) : heads * pieces;
    return pieces;
  }

  /** Visits those that {@link #cutHeads} cut. */
  final void visitPieces() {
    readPositions();
    workers.run(parts, this);
  }

  private int parts() {
    return Parts.ofProducts(input.images * heads, 2.0 * tokens * tokens * size);
  }

  private void readPositions() {
    if (positions != null) {
      positions.read();
    }
  }

  @Override
  public final void run(int part, Scratch scratch) {
    int items = isByHead ? heads * pieces : input.images * heads;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      if (isByHead) {
        visitPiece(scratch, item);
      } else {
        scratch.poison();
        visit(scratch, item / heads, item % heads, 0);
      }
    }
  }

  private void visitPiece(Scratch scratch, int place) {
    int piece = place % pieces;
    int end = Parts.first(piece + 1, pieces, input.images);
    for (int image = Parts.first(piece, pieces, input.images); image < end; image++) {
      scratch.poison();
      visit(scratch, image, place / pieces, place);
    }
  }

  /**
   * @param place of the piece that the head belongs to, if heads are cut
   */
  abstract void visit(Scratch scratch, int image, int head, int place);

  /** A head's features of every token, zeros behind them. */
  final float[] rows(Planes from, int image, int offset, float[] to) {
    for (int token = 0; token < tokens; token++) {
      from.read(image, token, offset, to, token * pitch, size);
      Arrays.fill(to, token * pitch + size, (token + 1) * pitch, 0);
    }
    return to;
  }

  /** The queries of a head, divided by √d. */
  final float[] queries(int image, int head, float[] to) {
    rows(input, image, head * size, to);
    float scale = (float) (1 / Math.sqrt(size));
    Vectors.scale(to, 0, scale, to, 0, tokens * pitch);
    return to;
  }

  final float[] keys(int image, int head, float[] to) {
    return rows(input, image, features + head * size, to);
  }

  final float[] values(int image, int head, float[] to) {
    return rows(input, image, 2 * features + head * size, to);
  }

  /** Tokens as the rows of a product. */
  final void packTokens(float[] rows, float[] to) {
    Panels.packWeights(rows, 0, pitch, 1, tokens, size, to, 0);
  }

  /** Features as the rows of a product, which sums over tokens. */
  final void packFeatures(float[] rows, float[] to) {
    Panels.packWeights(rows, 0, 1, pitch, size, tokens, to, 0);
  }

  /** Some tokens as the columns of a product: {@code [size][COLUMNS]}, zeros behind them. */
  final void packPanel(float[] rows, int first, int count, float[] to) {
    for (int p = 0; p < COLUMNS; p++) {
      int from = (first + p) * pitch;
      for (int d = 0; d < size; d++) {
        to[d * COLUMNS + p] = p < count ? rows[from + d] : 0;
      }
    }
  }

  /** Into {@code [keyRows][COLUMNS]}, from what {@link #packTokens} and {@link #packPanel} made. */
  final void multiplyTokens(float[] packed, float[] panel, float[] to) {
    for (int row = 0; row < keyRows; row += ROWS) {
      Gemm.multiply(packed, row * size, panel, 0, size, to, row * COLUMNS, COLUMNS, tokens - row);
    }
  }

  /**
   * From {@code [keyRows][COLUMNS]} and what {@link #packFeatures} made, into rows of tokens.
   *
   * @param product room for {@code [features in whole blocks][COLUMNS]}
   */
  final void multiplyFeatures(
      float[] packed, float[] panel, float[] product, int first, int count, float[] rows) {
    for (int row = 0; row < size; row += ROWS) {
      Gemm.multiply(
          packed, row * tokens, panel, 0, tokens, product, row * COLUMNS, COLUMNS, size - row);
    }
    for (int p = 0; p < count; p++) {
      int to = (first + p) * pitch;
      for (int d = 0; d < size; d++) {
        rows[to + d] = product[d * COLUMNS + p];
      }
    }
  }

  /** Of the queries of a panel. */
  final void softmax(float[] scores) {
    for (int lane = 0; lane < COLUMNS; lane += LENGTH) {
      ColumnSoftmax.run(scores, lane, tokens, COLUMNS);
    }
  }

  /** Writes a head's features of every token. */
  final void write(Planes to, int image, int offset, float[] rows, int at) {
    for (int token = 0; token < tokens; token++) {
      to.write(image, token, offset, rows, at + token * pitch, size);
    }
  }

  /** Room for the biases of a panel, nothing unless it is relative. */
  final int biases() {
    return positions == null ? 0 : tokens * RelativePositions.PITCH;
  }

  final int packedTokens() {
    return keyRows * size;
  }

  final int packedFeatures() {
    return Lanes.roundUp(size, ROWS) * tokens;
  }

  final int product() {
    return Lanes.roundUp(size, ROWS) * COLUMNS;
  }
}
