package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attention as products of many matrices, one of each head of each image. */
final class AttentionKernels {
  private final AttentionSpec spec;
  private final Resources resources;
  private final SoftmaxColumns softmax;

  /** Null unless it is relative. */
  private final RelativePositions positions;

  /** a·bᵀ/√d, a·b/√d and aᵀ·b/√d; a·bᵀ, a·b and aᵀ·b. */
  private final BoundOp scaledToRows;

  private final BoundOp scaled;
  private final BoundOp scaledFromColumns;
  private final BoundOp toRows;
  private final BoundOp product;
  private final BoundOp fromColumns;

  /** What each head has of queries, keys and values: {@code [N, heads, T, d]}. */
  private final Derived queries;

  private final Derived keys;
  private final Derived values;
  private final Derived output;

  /** {@code [N·heads, T, d]}. */
  private final Derived matrices =
      new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.size(2), a.size(3)));

  /** {@code [N·heads·T, T, 1]} of {@code [N·heads, T, T]}. */
  private final Derived columns =
      new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.size(2), 1));

  private AttentionKernels(AttentionSpec spec, Resources resources) {
    double scale = 1 / Math.sqrt(spec.headFeatures());
    this.spec = spec;
    this.resources = resources;
    this.softmax = new SoftmaxColumns(resources);
    this.positions = spec.isRelative() ? new RelativePositions(spec, resources) : null;
    this.scaledToRows = resources.op("matmul", new long[] {0, 1, 0}, scale, 0);
    this.scaled = resources.op("matmul", new long[] {0, 0, 0}, scale, 0);
    this.scaledFromColumns = resources.op("matmul", new long[] {1, 0, 0}, scale, 0);
    this.toRows = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    this.product = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    this.fromColumns = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
    this.queries = new Derived(a -> heads(a, 0));
    this.keys = new Derived(a -> heads(a, spec.features()));
    this.values = new Derived(a -> heads(a, 2L * spec.features()));
    this.output = new Derived(a -> heads(a, 0));
  }

  static Composed forward(AttentionSpec spec, Resources resources) {
    return new AttentionKernels(spec, resources)::forward;
  }

  static Composed gradient(AttentionSpec spec, Resources resources) {
    return new AttentionKernels(spec, resources)::backward;
  }

  private INDArray heads(INDArray sequence, long offset) {
    long size = spec.headFeatures();
    long[] shape = {sequence.size(0), spec.heads(), sequence.size(1), size};
    long[] stride = {sequence.stride(0), size, sequence.stride(1), 1};
    return Nd4j.create(
        sequence.data(), shape, stride, sequence.offset() + offset, 'c', sequence.dataType());
  }

  private INDArray copied(INDArray heads, Scratch.Slot slot) {
    resources.scratch.like(slot, heads).assign(heads);
    return there(heads, slot);
  }

  /** What was copied last. */
  private INDArray there(INDArray heads, Scratch.Slot slot) {
    return matrices.of(resources.scratch.like(slot, heads));
  }

  private void forward(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray out = output.of(operands.array(OUTPUT));
    INDArray weights = weights(operands);
    INDArray v = copied(values.of(x), Scratch.Slot.ATTENTION_VALUES);
    INDArray result = resources.scratch.like(Scratch.Slot.A, out);
    product.run(BoundOp.arrays(weights, v), matrices.of(result));
    out.assign(result);
  }

  /** {@code [N·heads, T, T]}; queries and keys stay in their slots. */
  private INDArray weights(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray q = copied(queries.of(x), Scratch.Slot.ATTENTION_QUERIES);
    INDArray k = copied(keys.of(x), Scratch.Slot.ATTENTION_KEYS);
    INDArray weights =
        resources.scratch.of(Scratch.Slot.ATTENTION_WEIGHTS, q.size(0), q.size(1), q.size(1));
    scaledToRows.run(BoundOp.arrays(q, k), weights);
    if (positions != null) {
      positions.add(operands.array(WEIGHT), weights);
    }
    softmax.forward(columns.of(weights), columns.of(weights));
    return weights;
  }

  private void backward(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray weights = weights(operands);
    INDArray q = there(queries.of(x), Scratch.Slot.ATTENTION_QUERIES);
    INDArray k = there(keys.of(x), Scratch.Slot.ATTENTION_KEYS);
    INDArray v = copied(values.of(x), Scratch.Slot.ATTENTION_VALUES);
    INDArray g = copied(output.of(operands.array(OUTPUT_GRADIENT)), Scratch.Slot.B);
    INDArray weightGradient =
        resources.scratch.like(Scratch.Slot.ATTENTION_WEIGHT_GRADIENT, weights);
    INDArray scoreGradient = resources.scratch.like(Scratch.Slot.ATTENTION_SCORE_GRADIENT, weights);
    toRows.run(BoundOp.arrays(g, v), weightGradient);
    softmax.backward(columns.of(weights), columns.of(weightGradient), columns.of(scoreGradient));
    if (operands.has(INPUT_GRADIENT)) {
      INDArray to = operands.array(INPUT_GRADIENT);
      deliver(fromColumns, weights, g, values.of(to));
      deliver(scaled, scoreGradient, k, queries.of(to));
      deliver(scaledFromColumns, scoreGradient, q, keys.of(to));
    }
    if (operands.has(WEIGHT_GRADIENT)) {
      positions.gradient(scoreGradient, operands.array(WEIGHT_GRADIENT));
    }
  }

  private void deliver(BoundOp op, INDArray a, INDArray b, INDArray to) {
    INDArray result = resources.scratch.like(Scratch.Slot.A, to);
    op.run(BoundOp.arrays(a, b), matrices.of(result));
    to.assign(result);
  }
}
