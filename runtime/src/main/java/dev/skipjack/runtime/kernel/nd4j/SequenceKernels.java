package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sequences made of maps, and what is put before, added to or taken from their tokens. */
final class SequenceKernels {
  private SequenceKernels() {}

  static Composed tokens() {
    Derived last = new Derived(SequenceKernels::channelsLast);
    return operands -> operands.array(OUTPUT).assign(last.of(operands.array(INPUT)));
  }

  static Composed pixels() {
    Derived last = new Derived(SequenceKernels::channelsLast);
    return operands -> last.of(operands.array(OUTPUT)).assign(operands.array(INPUT));
  }

  /** A map as {@code [N, pixels, D]}. */
  private static INDArray channelsLast(INDArray map) {
    long pixels = map.size(2) * map.size(3);
    long[] shape = {map.size(0), pixels, map.size(1)};
    long[] stride = {map.stride(0), 1, pixels};
    return Nd4j.create(map.data(), shape, stride, map.offset(), 'c', map.dataType());
  }

  /** The class token of every image is a product with ones. */
  static Composed classToken(Resources resources) {
    BoundOp product = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    Derived first = new Derived(a -> token(a, 0));
    Derived rest = rest();
    Derived row = row();
    return operands -> {
      INDArray out = operands.array(OUTPUT);
      INDArray each = resources.scratch.of(Scratch.Slot.A, out.size(0), out.size(2));
      product.run(
          BoundOp.arrays(resources.ones(out.size(0)), row.of(operands.array(WEIGHT))), each);
      first.of(out).assign(each);
      rest.of(out).assign(operands.array(INPUT));
    };
  }

  static Composed classTokenGradient(Resources resources) {
    ChannelSums sums = new ChannelSums(resources);
    Derived first = new Derived(a -> token(a, 0));
    Derived rest = rest();
    return operands -> {
      INDArray g = operands.array(OUTPUT_GRADIENT);
      if (operands.has(WEIGHT_GRADIENT)) {
        sums.run(resources.dense(first.of(g), Scratch.Slot.A), operands.array(WEIGHT_GRADIENT));
      }
      if (operands.has(INPUT_GRADIENT)) {
        operands.array(INPUT_GRADIENT).assign(rest.of(g));
      }
    };
  }

  private static Derived row() {
    return new Derived(a -> a.reshape('c', 1, a.length()));
  }

  /** All tokens but the first. */
  private static Derived rest() {
    return new Derived(a -> Window.along(a, 1, 1, a.size(1)));
  }

  /** {@code [N, D]}. */
  private static INDArray token(INDArray sequence, int index) {
    long[] shape = {sequence.size(0), sequence.size(2)};
    long[] stride = {sequence.stride(0), 1};
    long offset = sequence.offset() + index * sequence.stride(1);
    return Nd4j.create(sequence.data(), shape, stride, offset, 'c', sequence.dataType());
  }

  static Composed positionalEmbedding(Resources resources) {
    BoundOp add = resources.op("add");
    return operands ->
        add.run(
            BoundOp.arrays(operands.array(INPUT), operands.array(WEIGHT)), operands.array(OUTPUT));
  }

  static Composed positionalEmbeddingGradient(Resources resources) {
    ChannelSums sums = new ChannelSums(resources);
    Derived rows = new Derived(a -> a.reshape('c', a.size(0), a.size(1) * a.size(2)));
    return operands ->
        sums.run(rows.of(operands.array(OUTPUT_GRADIENT)), operands.array(WEIGHT_GRADIENT));
  }

  static Composed selectToken(SelectTokenSpec spec) {
    Derived selected = new Derived(a -> token(a, spec.index()));
    return operands -> operands.array(OUTPUT).assign(selected.of(operands.array(INPUT)));
  }

  static Composed selectTokenGradient(SelectTokenSpec spec) {
    Derived selected = new Derived(a -> token(a, spec.index()));
    Filling zeros = new Filling(0);
    return operands -> {
      INDArray to = operands.array(INPUT_GRADIENT);
      zeros.run(to);
      selected.of(to).assign(operands.array(OUTPUT_GRADIENT));
    };
  }
}
