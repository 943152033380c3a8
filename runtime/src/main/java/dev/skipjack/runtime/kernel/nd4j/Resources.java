package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the kernels of one network hold, freed together. */
final class Resources implements AutoCloseable {
  /** Views of ones: as many lengths as networks have sizes of maps, for a few sizes of images. */
  private static final int MOST_ONES = 64;

  final DataType type;
  final Scratch scratch;
  private final List<BoundOp> ops = new ArrayList<>();
  private final List<INDArray> arrays = new ArrayList<>();
  private final List<INDArray> ones = new ArrayList<>();
  private INDArray longestOnes;

  Resources(DataType type) {
    this.type = type;
    this.scratch = new Scratch(type);
  }

  BoundOp op(String name, long... integers) {
    return add(BoundOp.of(name, integers));
  }

  /** An op with real arguments. */
  BoundOp op(String name, long[] integers, double... reals) {
    return add(BoundOp.of(name, integers, reals));
  }

  /** A convolution: oneDNN's helper gets the padding of dilated ones wrong and fails. */
  BoundOp convolution(String name, ConvolutionSpec spec) {
    Span k = spec.kernel();
    Span s = spec.strides();
    Span p = spec.padding();
    int d = spec.dilation();
    long[] arguments = {
      k.height(), k.width(), s.height(), s.width(), p.height(), p.width(), d, d, 0, 0, 1
    }; // explicit padding, NCHW, weights OIHW
    return add(d == 1 ? BoundOp.of(name, arguments) : BoundOp.withoutHelpers(name, arguments));
  }

  private BoundOp add(BoundOp op) {
    ops.add(op);
    return op;
  }

  /** An array of a kernel's own, of constant value to begin with. */
  INDArray filled(double value, long... shape) {
    INDArray array = Detached.filled(value, type, shape);
    arrays.add(array);
    return array;
  }

  /** Frees one of {@link #filled} before the others. */
  void release(INDArray array) {
    arrays.removeIf(a -> a == array);
    array.close();
  }

  /** {@code [length, 1]} ones, for sums by matrix product. */
  INDArray ones(long length) {
    for (INDArray known : ones) {
      if (known.length() == length) {
        return known;
      }
    }
    if (longestOnes == null || longestOnes.length() < length) {
      // At least twice as long: those that views and contexts still know are together no longer.
      long before = longestOnes == null ? 0 : longestOnes.length();
      longestOnes = filled(1, Math.max(length, 2 * before), 1);
    }
    if (ones.size() == MOST_ONES) {
      ones.remove(0);
    }
    INDArray made = Window.along(longestOnes, 0, 0, length);
    ones.add(made);
    return made;
  }

  /** Whether elements are stored in C order without gaps. */
  static boolean isDense(INDArray array) {
    long step = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != step) {
        return false;
      }
      step *= array.size(axis);
    }
    return true;
  }

  /** The array itself if it is dense, otherwise a copy: elementwise ops crawl on strided arrays. */
  INDArray dense(INDArray array, Scratch.Slot slot) {
    return isDense(array) ? array : scratch.like(slot, array).assign(array);
  }

  /** Where to compute a dense result that belongs into {@code out}; pass it to {@link #deliver}. */
  INDArray denseResult(INDArray out, Scratch.Slot slot) {
    return isDense(out) ? out : scratch.like(slot, out);
  }

  static void deliver(INDArray result, INDArray out) {
    if (result != out) {
      out.assign(result);
    }
  }

  @Override
  public void close() {
    ops.forEach(BoundOp::close);
    ops.clear();
    arrays.forEach(INDArray::close);
    arrays.clear();
    ones.clear();
    scratch.close();
  }
}
