package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.norm.ColumnSoftmax;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * With the weights P of a panel of queries, computed again: dv += Pᵀ·g, dP = g·vᵀ, dS = P∘(dP - sum
 * of P∘dP), dq = dS·k / √d, dk += dSᵀ·q / √d. What dS is for a distance is summed over the images
 * of a head.
 */
public final class AttentionGradientKernel extends AttentionTask implements Runnable {
  private static final int QUERIES = 0;
  private static final int GRADIENT = 1;
  private static final int KEYS = 2;
  private static final int VALUES = 3;
  private static final int KEY_FEATURES = 4;
  private static final int PANEL = 5;
  private static final int WEIGHTS = 6;
  private static final int SCORES = 7;
  private static final int PRODUCT = 8;
  private static final int SUMS = 9;
  private static final int BIASES = 10;

  private final Planes gradient;
  private final Planes toInput;
  private final boolean collects;

  /**
   * @param shared arrays that the kernels of a network use one after the other
   */
  public AttentionGradientKernel(
      AttentionSpec spec, Operands operands, Workers workers, Scratch shared) {
    super(spec, Planes.of(operands, INPUT), positions(spec, operands, shared), workers);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.collects = operands.has(WEIGHT_GRADIENT);
  }

  private static RelativePositions positions(
      AttentionSpec spec, Operands operands, Scratch shared) {
    Memory weight = Memory.of(operands, WEIGHT);
    Memory gradient = Memory.of(operands, WEIGHT_GRADIENT);
    return spec.isRelative() ? new RelativePositions(spec, weight, gradient, shared) : null;
  }

  @Override
  public void run() {
    if (!collects) {
      visitHeads();
      return;
    }
    int pieces = cutHeads();
    positions.clear(pieces);
    visitPieces();
    positions.write(pieces);
  }

  /** The gradients of queries replace them, panel by panel. */
  @Override
  void visit(Scratch scratch, int image, int head, int place) {
    float[] q = scratch.floats(QUERIES, tokens * pitch);
    float[] g = scratch.floats(GRADIENT, tokens * pitch);
    float[] k = scratch.floats(KEYS, packedTokens());
    float[] v = scratch.floats(VALUES, packedTokens());
    float[] keyFeatures = scratch.floats(KEY_FEATURES, packedFeatures());
    float[] panel = scratch.floats(PANEL, size * COLUMNS);
    float[] weights = scratch.floats(WEIGHTS, keyRows * COLUMNS);
    float[] scores = scratch.floats(SCORES, keyRows * COLUMNS);
    float[] product = scratch.floats(PRODUCT, product());
    float[] sums = scratch.floats(SUMS, 2 * keyRows * pitch);
    float[] biases = scratch.floats(BIASES, biases());
    packTokens(values(image, head, q), v);
    packTokens(keys(image, head, q), k);
    boolean wanted = toInput != null;
    if (wanted) {
      packFeatures(q, keyFeatures);
      Arrays.fill(sums, 0, 2 * keyRows * pitch, 0);
    }
    queries(image, head, q);
    rows(gradient, image, head * size, g);
    for (int first = 0; first < tokens; first += COLUMNS) {
      int count = Math.min(COLUMNS, tokens - first);
      packPanel(q, first, count, panel);
      multiplyTokens(k, panel, weights);
      if (positions != null) {
        positions.add(head, first, count, biases, weights);
      }
      softmax(weights);
      packPanel(g, first, count, panel);
      multiplyTokens(v, panel, scores);
      if (wanted) {
        accumulate(weights, g, first, count, sums, keyRows * pitch);
      }
      for (int lane = 0; lane < COLUMNS; lane += LENGTH) {
        ColumnSoftmax.back(weights, scores, lane, tokens, COLUMNS);
      }
      if (collects) {
        positions.collect(place, first, count, scores);
      }
      if (wanted) {
        accumulate(scores, q, first, count, sums, 0);
        multiplyFeatures(keyFeatures, scores, product, first, count, q);
      }
    }
    if (wanted) {
      Vectors.scale(q, 0, (float) (1 / Math.sqrt(size)), q, 0, tokens * pitch);
      write(toInput, image, head * size, q, 0);
      write(toInput, image, features + head * size, sums, 0);
      write(toInput, image, 2 * features + head * size, sums, keyRows * pitch);
    }
  }

  /** Adds, for each key, the rows of the panel's queries, weighed as {@code panel} says. */
  private void accumulate(float[] panel, float[] rows, int first, int count, float[] sums, int at) {
    for (int key = 0; key < tokens; key += ROWS) {
      for (int d = 0; d < pitch; d += COLUMNS) {
        int from = first * pitch + d;
        int to = at + key * pitch + d;
        if (pitch - d > LENGTH) {
          Gemm.accumulate(panel, key * COLUMNS, 0, rows, from, pitch, count, sums, to, pitch);
        } else {
          Gemm.accumulateHalf(panel, key * COLUMNS, 0, rows, from, pitch, count, sums, to, pitch);
        }
      }
    }
  }
}
