package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pools whose last window is whole: {@code maxpool2d}, corrected, and {@code avgpool2d}. */
final class PoolingKernels {
  private static final String MAX = "maxpool2d";
  private static final String AVERAGE = "avgpool2d";

  private PoolingKernels() {}

  static Composed pool(PoolSpec spec, Resources resources) {
    CeilModePool ceil = new CeilModePool(spec, resources);
    Composed whole =
        spec.kind() == PoolSpec.Kind.MAX ? max(spec, resources) : average(spec, resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      if (ceil.hasPartialWindow(x, out)) {
        ceil.forward(x, out);
      } else {
        whole.run(new Operands().with(INPUT, x).with(OUTPUT, out));
      }
    };
  }

  private static Composed average(PoolSpec spec, Resources resources) {
    BoundOp op = resources.op(AVERAGE, arguments(spec, spec.padding()));
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      op.run(BoundOp.arrays(x), out);
    };
  }

  private static Composed max(PoolSpec spec, Resources resources) {
    BoundOp op = resources.op(MAX, arguments(spec, spec.padding()));
    BoundOp mean = resources.op(AVERAGE, arguments(spec, spec.padding()));
    Maxima maxima = new Maxima(resources.type);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      INDArray result = resources.denseResult(out, Scratch.Slot.A);
      INDArray means = resources.scratch.like(Scratch.Slot.B, out);
      op.run(BoundOp.arrays(x), result);
      mean.run(BoundOp.arrays(x), means);
      maxima.correct(result, means);
      Resources.deliver(result, out);
    };
  }

  static Composed gradient(PoolSpec spec, Resources resources) {
    BoundOp op = resources.op(name(spec) + "_bp", arguments(spec, spec.padding()));
    CeilModePool ceil = new CeilModePool(spec, resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      if (ceil.hasPartialWindow(x, out)) {
        ceil.backward(x, outGradient, inputGradient);
      } else {
        op.run(BoundOp.arrays(x, outGradient), inputGradient);
      }
    };
  }

  static String name(PoolSpec spec) {
    return spec.kind() == PoolSpec.Kind.MAX ? MAX : AVERAGE;
  }

  /** Explicit padding, NCHW; the last but one says whether an average counts padding. */
  static long[] arguments(PoolSpec spec, Span padding) {
    Span k = spec.kernel();
    Span s = spec.stride();
    int include = spec.kind() == PoolSpec.Kind.AVERAGE && spec.countIncludePadding() ? 1 : 0;
    return new long[] {
      k.height(),
      k.width(),
      s.height(),
      s.width(),
      padding.height(),
      padding.width(),
      1,
      1,
      0,
      include,
      0
    };
  }

  static Composed globalAverage(Resources resources) {
    BoundOp mean = resources.op("reduce_mean", new long[] {2, 3});
    Derived flat = new Derived(a -> a.reshape('c', a.size(0), a.size(1)));
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      mean.run(BoundOp.arrays(x), flat.of(out));
    };
  }

  static Composed globalAverageGradient(Resources resources) {
    Scaling scaling = new Scaling();
    BoundOp spread = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    Derived column = new Derived(a -> a.reshape('c', a.length(), 1));
    Derived planes = new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.size(2) * a.size(3)));
    return operands -> {
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      long pixels = inputGradient.size(2) * inputGradient.size(3);
      INDArray g = resources.dense(outGradient, Scratch.Slot.A);
      INDArray result = resources.denseResult(inputGradient, Scratch.Slot.B);
      spread.run(BoundOp.arrays(column.of(g), resources.ones(pixels)), planes.of(result));
      scaling.run(result, 1.0 / pixels, result);
      Resources.deliver(result, inputGradient);
    };
  }
}
