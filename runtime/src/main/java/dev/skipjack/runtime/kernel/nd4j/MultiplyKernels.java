package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;

import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec.Factors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products with factors that are repeated, as ND4J repeats axes of length 1. */
final class MultiplyKernels {
  private final Factors factors;
  private final Resources resources;
  private final BoundOp multiply;
  private final BoundOp planeSums;
  private final BoundOp channelSums;

  /** Axes of length 1 are where the other operand's lengths differ. */
  private final Derived views;

  private final Derived planes =
      new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.size(2) * a.size(3)));

  private final Derived images =
      new Derived(a -> a.reshape('c', a.size(0), a.length() / a.size(0)));

  private MultiplyKernels(Factors factors, Resources resources) {
    this.factors = factors;
    this.resources = resources;
    this.multiply = resources.op("multiply");
    this.planeSums = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    this.channelSums = resources.op("reduce_sum", 1);
    this.views = new Derived(this::view);
  }

  /** {@code [N*C, pixels]} where channels have factors, {@code [N, C, pixels]} where pixels do. */
  private INDArray view(INDArray dense) {
    return switch (factors) {
      case ELEMENTS -> dense;
      case CHANNELS ->
          dense.reshape('c', dense.size(0) * dense.size(1), dense.size(2) * dense.size(3));
      case PIXELS ->
          dense.reshape('c', dense.size(0), dense.size(1), dense.size(2) * dense.size(3));
    };
  }

  static Composed forward(MultiplySpec spec, Resources resources) {
    MultiplyKernels kernels = new MultiplyKernels(spec.factors(), resources);
    return operands ->
        kernels.product(operands.array(INPUT), operands.array(SCALE), operands.array(OUTPUT));
  }

  /** The scale's first: the input's may lie where the output's does. */
  static Composed gradient(MultiplySpec spec, Resources resources) {
    MultiplyKernels kernels = new MultiplyKernels(spec.factors(), resources);
    return operands -> {
      INDArray g = operands.array(OUTPUT_GRADIENT);
      if (operands.has(SCALE_GRADIENT)) {
        kernels.sums(operands.array(INPUT), g, operands.array(SCALE_GRADIENT));
      }
      if (operands.has(INPUT_GRADIENT)) {
        kernels.product(g, operands.array(SCALE), operands.array(INPUT_GRADIENT));
      }
    };
  }

  private void product(INDArray x, INDArray scale, INDArray out) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray factor = resources.dense(scale, Scratch.Slot.B);
    INDArray result = resources.denseResult(out, Scratch.Slot.A);
    multiply.run(BoundOp.arrays(views.of(from), views.of(factor)), views.of(result));
    Resources.deliver(result, out);
  }

  private void sums(INDArray x, INDArray g, INDArray out) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray gradient = resources.dense(g, Scratch.Slot.B);
    if (factors == Factors.ELEMENTS) {
      INDArray result = resources.denseResult(out, Scratch.Slot.C);
      multiply.run(BoundOp.arrays(from, gradient), result);
      Resources.deliver(result, out);
      return;
    }
    INDArray products = resources.scratch.like(Scratch.Slot.C, from);
    multiply.run(BoundOp.arrays(from, gradient), products);
    INDArray result = resources.denseResult(out, Scratch.Slot.ROWS);
    if (factors == Factors.CHANNELS) {
      long pixels = x.size(2) * x.size(3);
      planeSums.run(BoundOp.arrays(planes.of(products), resources.ones(pixels)), planes.of(result));
    } else {
      channelSums.run(BoundOp.arrays(views.of(products)), images.of(result));
    }
    Resources.deliver(result, out);
  }
}
