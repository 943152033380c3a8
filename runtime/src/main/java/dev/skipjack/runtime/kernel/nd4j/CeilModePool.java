package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.PoolSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pools with a last, partial window, which ND4J's ops drop: on a copy of the input that is padded
 * far enough, with what never wins (maximum) or adds nothing (average, which is then divided by the
 * number of pixels that PyTorch counts).
 */
final class CeilModePool {
  private final PoolSpec spec;
  private final Resources resources;
  private final BoundOp forward;
  private final BoundOp backward;
  private final BoundOp divide;
  private final Filling padding;
  private Derived inner;
  private INDArray divisors;

  CeilModePool(PoolSpec spec, Resources resources) {
    this.spec = spec;
    this.resources = resources;
    this.forward = resources.op(PoolingKernels.name(spec), arguments(spec));
    this.backward = resources.op(PoolingKernels.name(spec) + "_bp", arguments(spec));
    this.divide = resources.op("multiply");
    double least = resources.type == DataType.FLOAT ? -Float.MAX_VALUE : -Double.MAX_VALUE;
    this.padding = new Filling(spec.kind() == PoolSpec.Kind.MAX ? least : 0);
  }

  /** No padding, and an average that divides by the whole kernel. */
  private static long[] arguments(PoolSpec spec) {
    long[] arguments = PoolingKernels.arguments(spec, 0);
    arguments[9] = spec.kind() == PoolSpec.Kind.AVERAGE ? 1 : 0;
    return arguments;
  }

  boolean hasPartialWindow(INDArray x, INDArray out) {
    return spec.ceilMode()
        && (reach(out.size(2)) > x.size(2) + 2L * spec.padding()
            || reach(out.size(3)) > x.size(3) + 2L * spec.padding());
  }

  /** Pixels from the first window's begin to the last one's end. */
  private long reach(long windows) {
    return (windows - 1) * spec.stride() + spec.kernel();
  }

  void forward(INDArray x, INDArray out) {
    INDArray padded = pad(x, out);
    INDArray result = resources.denseResult(out, Scratch.Slot.B);
    forward.run(BoundOp.arrays(padded), result);
    if (spec.kind() == PoolSpec.Kind.AVERAGE) {
      divide.run(BoundOp.arrays(result, divisors(x, out)), result);
    }
    Resources.deliver(result, out);
  }

  void backward(INDArray x, INDArray outGradient, INDArray inputGradient) {
    INDArray padded = pad(x, outGradient);
    INDArray g = resources.scratch.like(Scratch.Slot.B, outGradient).assign(outGradient);
    if (spec.kind() == PoolSpec.Kind.AVERAGE) {
      divide.run(BoundOp.arrays(g, divisors(x, outGradient)), g);
    }
    INDArray gradient = resources.scratch.like(Scratch.Slot.C, padded);
    backward.run(BoundOp.arrays(padded, g), gradient);
    inputGradient.assign(inner(gradient, x));
  }

  private INDArray pad(INDArray x, INDArray out) {
    long height = Math.max(reach(out.size(2)), x.size(2) + spec.padding());
    long width = Math.max(reach(out.size(3)), x.size(3) + spec.padding());
    INDArray padded = resources.scratch.of(Scratch.Slot.A, x.size(0), x.size(1), height, width);
    padding.run(padded);
    inner(padded, x).assign(x);
    return padded;
  }

  /** The part that is not padding; every batch has images of the same size. */
  private INDArray inner(INDArray padded, INDArray x) {
    if (inner == null) {
      int p = spec.padding();
      long bottom = p + x.size(2);
      long right = p + x.size(3);
      inner = new Derived(a -> Window.along(Window.along(a, 2, p, bottom), 3, p, right));
    }
    return inner.of(padded);
  }

  /** {@code [1,1,H',W']}: kernel² over the pixels that each window counts. */
  private INDArray divisors(INDArray x, INDArray out) {
    if (divisors == null) {
      double[][] factors = new double[(int) out.size(2)][(int) out.size(3)];
      for (int row = 0; row < factors.length; row++) {
        for (int column = 0; column < factors[row].length; column++) {
          long counted = counted(row, x.size(2)) * counted(column, x.size(3));
          factors[row][column] = (double) spec.kernel() * spec.kernel() / counted;
        }
      }
      divisors = resources.filled(0, 1, 1, out.size(2), out.size(3));
      try (INDArray host = Nd4j.createFromArray(factors)) {
        divisors.assign(host.reshape(divisors.shape()));
      }
    }
    return divisors;
  }

  private long counted(int window, long size) {
    long begin = (long) window * spec.stride() - spec.padding();
    long end = begin + spec.kernel();
    return spec.countIncludePadding()
        ? Math.min(end, size + spec.padding()) - begin
        : Math.min(end, size) - Math.max(begin, 0);
  }
}
