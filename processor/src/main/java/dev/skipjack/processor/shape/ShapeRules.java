package dev.skipjack.processor.shape;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The type of what each op writes, one rule for each; {@link TensorType#ERROR} where operands do
 * not fit, which the caller explains.
 */
public final class ShapeRules {
  private ShapeRules() {}

  public static TensorType convolution(TensorType x, Contraction.Convolution op) {
    long reach = (long) op.dilation() * (op.kernel() - 1) + 1;
    return map(
        op.outChannels(),
        floorWindows(x.height(), reach, op.stride(), op.padding()),
        floorWindows(x.width(), reach, op.stride(), op.padding()));
  }

  public static TensorType linear(Contraction.Linear op) {
    return TensorType.features(op.outFeatures());
  }

  public static TensorType pool(TensorType x, Pooling.Pool op) {
    return map(x.channels(), windows(x.height(), op), windows(x.width(), op));
  }

  public static TensorType globalAveragePool(TensorType x) {
    return TensorType.map(x.channels(), 1, 1);
  }

  public static TensorType flatten(TensorType x) {
    return x.elements() > Integer.MAX_VALUE
        ? TensorType.ERROR
        : TensorType.features((int) x.elements());
  }

  public static TensorType padShortcut(TensorType x, Movement.PadShortcut op) {
    return TensorType.map(
        op.outChannels(), strided(x.height(), op.stride()), strided(x.width(), op.stride()));
  }

  /** Every operand must have the same type. */
  public static TensorType add(TensorType a, TensorType b) {
    return a.equals(b) ? a : TensorType.ERROR;
  }

  /** Everything but the channels must agree. */
  public static TensorType concat(List<TensorType> parts) {
    TensorType first = parts.get(0);
    long channels = parts.stream().mapToLong(TensorType::channels).sum();
    boolean agree =
        parts.stream().allMatch(p -> p.isMap() == first.isMap())
            && parts.stream().allMatch(p -> p.withChannels(1).equals(first.withChannels(1)));
    return agree && channels <= Integer.MAX_VALUE
        ? first.withChannels((int) channels)
        : TensorType.ERROR;
  }

  /**
   * The stride with which a 1×1 convolution takes the size of {@code from} to that of {@code to}.
   */
  public static OptionalInt shortcutStride(TensorType from, TensorType to) {
    return IntStream.rangeClosed(1, Math.max(from.height(), from.width()))
        .filter(s -> strided(from.height(), s) == to.height())
        .filter(s -> strided(from.width(), s) == to.width())
        .findFirst();
  }

  private static int strided(int size, int stride) {
    return (size - 1) / stride + 1;
  }

  private static TensorType map(int channels, long height, long width) {
    boolean fits = height > 0 && width > 0 && height * width <= Integer.MAX_VALUE;
    return fits ? TensorType.map(channels, (int) height, (int) width) : TensorType.ERROR;
  }

  /** 0 if the window does not fit once. */
  private static long floorWindows(int size, long reach, int stride, int padding) {
    long room = size + 2L * padding - reach;
    return room < 0 ? 0 : room / stride + 1;
  }

  /** In ceil mode a last, partial window counts, unless it would start in the padding (PyTorch). */
  private static long windows(int size, Pooling.Pool op) {
    long floor = floorWindows(size, op.kernel(), op.stride(), op.padding());
    if (!op.ceilMode() || floor == 0) {
      return floor;
    }
    long room = size + 2L * op.padding() - op.kernel();
    long ceil = (room + op.stride() - 1) / op.stride() + 1;
    return (ceil - 1) * op.stride() >= (long) size + op.padding() ? ceil - 1 : ceil;
  }
}
