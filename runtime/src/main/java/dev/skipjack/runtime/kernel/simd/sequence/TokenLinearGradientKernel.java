package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.sequence.MatrixProduct.Matrix;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** Both gradients of {@link TokenLinearKernel} as products: dx = g·W, dW = gᵀ·x. */
public final class TokenLinearGradientKernel implements Runnable, Workers.Task {
  private static final int LINE = 0;
  private static final int SUMS = 1;

  /** Output features whose gradients are summed together. */
  private static final int TOGETHER = 256;

  private final MatrixProduct toInput;
  private final MatrixProduct toWeight;
  private final Memory gradient;
  private final Memory toBias;
  private final Workers workers;
  private final int tokens;
  private final int out;
  private int parts;

  /**
   * @param operands {@code [N·T, in]} and {@code [N·T, out]}
   */
  public TokenLinearGradientKernel(
      LinearSpec spec, Operands operands, Workers workers, Scratch shared) {
    int in = spec.inFeatures();
    this.workers = workers;
    this.tokens = (int) operands.get(OUTPUT_GRADIENT).size(0);
    this.out = spec.outFeatures();
    this.gradient = Memory.of(operands, OUTPUT_GRADIENT);
    this.toBias = Memory.of(operands, BIAS_GRADIENT);
    Matrix x = new Matrix(Memory.of(operands, INPUT), false);
    Matrix weight = new Matrix(Memory.of(operands, WEIGHT), false);
    Memory dx = Memory.of(operands, INPUT_GRADIENT);
    Memory dw = Memory.of(operands, WEIGHT_GRADIENT);
    this.toInput =
        dx == null
            ? null
            : new MatrixProduct(
                tokens, in, out, new Matrix(gradient, false), weight, dx, workers, shared, 0);
    this.toWeight =
        dw == null
            ? null
            : new MatrixProduct(
                out, in, tokens, new Matrix(gradient, true), x, dw, workers, shared, 0);
  }

  @Override
  public void run() {
    if (toWeight != null) {
      toWeight.run(null);
    }
    if (toInput != null) {
      toInput.run(null);
    }
    if (toBias != null) {
      int pieces = (out + TOGETHER - 1) / TOGETHER;
      parts = Parts.ofFloats(pieces, (double) tokens * TOGETHER);
      workers.run(parts, this);
    }
  }

  /** Sums the gradients of some output features, token by token. */
  @Override
  public void run(int part, Scratch scratch) {
    int pieces = (out + TOGETHER - 1) / TOGETHER;
    int end = Parts.first(part + 1, parts, pieces);
    for (int piece = Parts.first(part, parts, pieces); piece < end; piece++) {
      scratch.poison();
      int first = piece * TOGETHER;
      int count = Math.min(TOGETHER, out - first);
      float[] line = scratch.floats(LINE, TOGETHER);
      float[] sums = scratch.floats(SUMS, TOGETHER);
      Arrays.fill(sums, 0, TOGETHER, 0);
      for (int token = 0; token < tokens; token++) {
        gradient.read((long) token * out + first, line, 0, count);
        Vectors.add(sums, 0, line, 0, sums, 0, count);
      }
      toBias.write(first, sums, 0, count);
    }
  }
}
