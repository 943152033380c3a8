package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.GlobalAveragePool;
import dev.skipjack.runtime.kernel.GlobalAveragePoolGradient;
import dev.skipjack.runtime.kernel.Pool;
import dev.skipjack.runtime.kernel.PoolGradient;
import dev.skipjack.runtime.kernel.PoolSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pools whose last window is whole: {@code maxpool2d}, corrected, and {@code avgpool2d}. */
final class PoolingKernels {
  private static final String MAX = "maxpool2d";
  private static final String AVERAGE = "avgpool2d";

  private PoolingKernels() {}

  static Pool pool(PoolSpec spec, Resources resources) {
    CeilModePool ceil = new CeilModePool(spec, resources);
    Pool whole = spec.kind() == PoolSpec.Kind.MAX ? max(spec, resources) : average(spec, resources);
    return (x, out) -> {
      if (ceil.hasPartialWindow(x, out)) {
        ceil.forward(x, out);
      } else {
        whole.run(x, out);
      }
    };
  }

  private static Pool average(PoolSpec spec, Resources resources) {
    BoundOp op = resources.op(AVERAGE, arguments(spec, spec.padding()));
    return (x, out) -> op.run(BoundOp.arrays(x), out);
  }

  private static Pool max(PoolSpec spec, Resources resources) {
    BoundOp op = resources.op(MAX, arguments(spec, spec.padding()));
    BoundOp mean = resources.op(AVERAGE, arguments(spec, spec.padding()));
    Maxima maxima = new Maxima(resources.type);
    return (x, out) -> {
      INDArray result = resources.denseResult(out, Scratch.Slot.A);
      INDArray means = resources.scratch.like(Scratch.Slot.B, out);
      op.run(BoundOp.arrays(x), result);
      mean.run(BoundOp.arrays(x), means);
      maxima.correct(result, means);
      Resources.deliver(result, out);
    };
  }

  static PoolGradient gradient(PoolSpec spec, Resources resources) {
    BoundOp op = resources.op(name(spec) + "_bp", arguments(spec, spec.padding()));
    CeilModePool ceil = new CeilModePool(spec, resources);
    return (x, out, outGradient, inputGradient) -> {
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
  static long[] arguments(PoolSpec spec, int padding) {
    int k = spec.kernel();
    int s = spec.stride();
    int include = spec.kind() == PoolSpec.Kind.AVERAGE && spec.countIncludePadding() ? 1 : 0;
    return new long[] {k, k, s, s, padding, padding, 1, 1, 0, include, 0};
  }

  static GlobalAveragePool globalAverage(Resources resources) {
    BoundOp mean = resources.op("reduce_mean", new long[] {2, 3});
    Derived flat = new Derived(a -> a.reshape('c', a.size(0), a.size(1)));
    return (x, out) -> mean.run(BoundOp.arrays(x), flat.of(out));
  }

  static GlobalAveragePoolGradient globalAverageGradient(Resources resources) {
    Scaling scaling = new Scaling();
    BoundOp spread = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    Derived column = new Derived(a -> a.reshape('c', a.length(), 1));
    Derived planes = new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.size(2) * a.size(3)));
    return (outGradient, inputGradient) -> {
      long pixels = inputGradient.size(2) * inputGradient.size(3);
      INDArray g = resources.dense(outGradient, Scratch.Slot.A);
      INDArray result = resources.denseResult(inputGradient, Scratch.Slot.B);
      spread.run(BoundOp.arrays(column.of(g), resources.ones(pixels)), planes.of(result));
      scaling.run(result, 1.0 / pixels, result);
      Resources.deliver(result, inputGradient);
    };
  }
}
