package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pools with a last, partial window, which ND4J's ops drop: on a copy of the input that is padded
 * far enough, with what never wins (maximum) or adds nothing (average, which is then divided by the
 * number of pixels that PyTorch counts).
 */
final class CeilModePool {
  /** A few sizes of images, and a few batches of each. */
  private static final int MOST = 8;

  private final PoolSpec spec;
  private final Resources resources;
  private final BoundOp forward;
  private final BoundOp backward;
  private final BoundOp divide;
  private final boolean isMax;
  private final Filling padding;
  private final Filling zeros;
  private final BoundOp mean;
  private final Maxima maxima;
  private final Deque<Inner> inner = new ArrayDeque<>();
  private final Deque<Divisors> divisors = new ArrayDeque<>();

  /** The part of a padded map that is an image of this size. */
  private record Inner(INDArray padded, long height, long width, INDArray view) {}

  /** What the averages of an image of this size are multiplied by. */
  private record Divisors(long height, long width, INDArray array) {}

  CeilModePool(PoolSpec spec, Resources resources) {
    this.spec = spec;
    this.resources = resources;
    this.forward = resources.op(PoolingKernels.name(spec), arguments(spec));
    this.backward = resources.op(PoolingKernels.name(spec) + "_bp", arguments(spec));
    this.divide = resources.op("multiply");
    this.isMax = spec.kind() == PoolSpec.Kind.MAX;
    this.padding = new Filling(isMax ? Maxima.least(resources.type) : 0);
    this.zeros = new Filling(0);
    this.mean = resources.op("avgpool2d", arguments(spec));
    this.maxima = new Maxima(resources.type);
  }

  /** No padding, and an average that divides by the whole kernel. */
  private static long[] arguments(PoolSpec spec) {
    long[] arguments = PoolingKernels.arguments(spec, Span.of(0));
    arguments[9] = spec.kind() == PoolSpec.Kind.AVERAGE ? 1 : 0;
    return arguments;
  }

  boolean hasPartialWindow(INDArray x, INDArray out) {
    return spec.ceilMode()
        && (rows(out) > x.size(2) + 2L * spec.padding().height()
            || columns(out) > x.size(3) + 2L * spec.padding().width());
  }

  /** From the first window's begin to the last one's end. */
  private long rows(INDArray out) {
    return (out.size(2) - 1) * spec.stride().height() + spec.kernel().height();
  }

  /** From the first window's begin to the last one's end. */
  private long columns(INDArray out) {
    return (out.size(3) - 1) * spec.stride().width() + spec.kernel().width();
  }

  void forward(INDArray x, INDArray out) {
    INDArray result = resources.denseResult(out, Scratch.Slot.B);
    forward.run(BoundOp.arrays(pad(x, out, padding)), result);
    if (isMax) {
      INDArray means = resources.scratch.like(Scratch.Slot.C, out);
      mean.run(BoundOp.arrays(pad(x, out, zeros)), means);
      maxima.correct(result, means);
    } else {
      divide.run(BoundOp.arrays(result, divisors(x, out)), result);
    }
    Resources.deliver(result, out);
  }

  void backward(INDArray x, INDArray outGradient, INDArray inputGradient) {
    INDArray padded = pad(x, outGradient, padding);
    INDArray g = resources.scratch.like(Scratch.Slot.B, outGradient).assign(outGradient);
    if (!isMax) {
      divide.run(BoundOp.arrays(g, divisors(x, outGradient)), g);
    }
    INDArray gradient = resources.scratch.like(Scratch.Slot.C, padded);
    backward.run(BoundOp.arrays(padded, g), gradient);
    inputGradient.assign(inner(gradient, x));
  }

  private INDArray pad(INDArray x, INDArray out, Filling with) {
    long height = Math.max(rows(out), x.size(2) + spec.padding().height());
    long width = Math.max(columns(out), x.size(3) + spec.padding().width());
    INDArray padded = resources.scratch.of(Scratch.Slot.A, x.size(0), x.size(1), height, width);
    with.run(padded);
    inner(padded, x).assign(x);
    return padded;
  }

  /** The part that is not padding. */
  private INDArray inner(INDArray padded, INDArray x) {
    long height = x.size(2);
    long width = x.size(3);
    for (Inner known : inner) {
      if (known.padded() == padded && known.height() == height && known.width() == width) {
        return known.view();
      }
    }
    if (inner.size() == MOST) {
      inner.removeLast();
    }
    int top = spec.padding().height();
    int left = spec.padding().width();
    INDArray rows = Window.along(padded, 2, top, top + height);
    INDArray view = Window.along(rows, 3, left, left + width);
    inner.addFirst(new Inner(padded, height, width, view));
    return view;
  }

  /** {@code [1,1,H',W']}: the kernel's pixels over those that each window counts. */
  private INDArray divisors(INDArray x, INDArray out) {
    long height = x.size(2);
    long width = x.size(3);
    for (Divisors known : divisors) {
      if (known.height() == height && known.width() == width) {
        return known.array();
      }
    }
    if (divisors.size() == MOST) {
      resources.release(divisors.removeLast().array());
    }
    Span k = spec.kernel();
    Span s = spec.stride();
    Span p = spec.padding();
    double[][] factors = new double[(int) out.size(2)][(int) out.size(3)];
    for (int row = 0; row < factors.length; row++) {
      for (int column = 0; column < factors[row].length; column++) {
        long high = counted(row, k.height(), s.height(), p.height(), height);
        long wide = counted(column, k.width(), s.width(), p.width(), width);
        factors[row][column] = (double) k.area() / (high * wide);
      }
    }
    INDArray array = resources.filled(0, 1, 1, out.size(2), out.size(3));
    try (INDArray host = Detached.create(() -> Nd4j.createFromArray(factors))) {
      array.assign(host.reshape(array.shape()));
    }
    divisors.addFirst(new Divisors(height, width, array));
    return array;
  }

  /** Along one side of a window. */
  private long counted(int window, int kernel, int stride, int padding, long size) {
    long begin = (long) window * stride - padding;
    long end = begin + kernel;
    return spec.countIncludePadding()
        ? Math.min(end, size + padding) - begin
        : Math.min(end, size) - Math.max(begin, 0);
  }
}
