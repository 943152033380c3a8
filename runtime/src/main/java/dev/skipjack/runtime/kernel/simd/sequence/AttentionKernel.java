package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** {@code softmax(q·kᵀ / √d)·v} of each head. */
public final class AttentionKernel extends AttentionTask implements Runnable {
  private static final int ROWS_OF_TOKENS = 0;
  private static final int KEYS = 1;
  private static final int VALUES = 2;
  private static final int PANEL = 3;
  private static final int SCORES = 4;
  private static final int PRODUCT = 5;
  private static final int BIASES = 6;

  private final Planes output;

  public AttentionKernel(AttentionSpec spec, Operands operands, Workers workers) {
    super(spec, Planes.of(operands, INPUT), positions(spec, operands), workers);
    this.output = Planes.of(operands, OUTPUT);
  }

  private static RelativePositions positions(AttentionSpec spec, Operands operands) {
    return spec.isRelative()
        ? new RelativePositions(spec, Memory.of(operands, WEIGHT), null, null)
        : null;
  }

  @Override
  public void run() {
    visitHeads();
  }

  /** What comes out replaces the queries. */
  @Override
  void visit(Scratch scratch, int image, int head, int place) {
    float[] rows = scratch.floats(ROWS_OF_TOKENS, tokens * pitch);
    float[] k = scratch.floats(KEYS, packedTokens());
    float[] v = scratch.floats(VALUES, packedFeatures());
    float[] panel = scratch.floats(PANEL, size * COLUMNS);
    float[] scores = scratch.floats(SCORES, keyRows * COLUMNS);
    float[] product = scratch.floats(PRODUCT, product());
    float[] biases = scratch.floats(BIASES, biases());
    packTokens(keys(image, head, rows), k);
    packFeatures(values(image, head, rows), v);
    queries(image, head, rows);
    for (int first = 0; first < tokens; first += COLUMNS) {
      int count = Math.min(COLUMNS, tokens - first);
      packPanel(rows, first, count, panel);
      multiplyTokens(k, panel, scores);
      if (positions != null) {
        positions.add(head, first, count, biases, scores);
      }
      softmax(scores);
      multiplyFeatures(v, scores, product, first, count, rows);
    }
    write(output, image, head * size, rows, 0);
  }
}
