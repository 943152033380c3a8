package dev.skipjack.processor.shape;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise.Factors;
import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The type of what each op writes, one rule for each; {@link TensorType#ERROR} where operands do
 * not fit, which the caller explains.
 */
public final class ShapeRules {
  private ShapeRules() {}

  public static TensorType convolution(TensorType x, Contraction.Convolution op) {
    Span padding = op.padding();
    return resized(
        x,
        op.outChannels(),
        e ->
            e.windows(
                reach(op.kernel().height(), op.dilation()), op.stride().height(), padding.height()),
        e ->
            e.windows(
                reach(op.kernel().width(), op.dilation()), op.stride().width(), padding.width()));
  }

  /** Pixels from the first tap to the last, both included. */
  private static long reach(int kernel, int dilation) {
    return (long) dilation * (kernel - 1) + 1;
  }

  /** Whether a window lies in the map and its padding. */
  public static boolean fits(TensorType x, Span kernel, int dilation, Span padding) {
    return reach(kernel.height(), dilation) <= x.height() + 2L * padding.height()
        && reach(kernel.width(), dilation) <= x.width() + 2L * padding.width();
  }

  public static TensorType convolutionTranspose(TensorType x, Contraction.ConvolutionTranspose op) {
    long border = (long) op.kernel() - 2L * op.padding() + op.outputPadding();
    return resized(x, op.outChannels(), e -> e.times(op.stride()).plus(border - op.stride()));
  }

  /** Of features, or of each token of a sequence. */
  public static TensorType linear(TensorType x, Contraction.Linear op) {
    return x.withChannels(op.outFeatures());
  }

  /** An error for a map of any size: parameters know how many tokens there are. */
  public static TensorType tokens(TensorType x) {
    long tokens = (long) x.height() * x.width();
    return x.isFixed() && tokens <= Integer.MAX_VALUE
        ? TensorType.sequence((int) tokens, x.channels())
        : TensorType.ERROR;
  }

  public static TensorType classToken(TensorType x) {
    return TensorType.sequence(x.tokens() + 1, x.channels());
  }

  /** An error where there is no such token. */
  public static TensorType selectToken(TensorType x, Sequence.SelectToken op) {
    return op.index() < x.tokens() ? TensorType.features(x.channels()) : TensorType.ERROR;
  }

  /**
   * Of queries, keys and values; an error where heads do not divide them, or tokens are not those
   * of the map that they are said to be of.
   */
  public static TensorType attention(TensorType x, Sequence.Attention op) {
    int features = x.channels() / 3;
    boolean isOfMap = !op.isRelative() || (long) op.height() * op.width() == x.tokens();
    return features * 3 == x.channels() && features % op.heads() == 0 && isOfMap
        ? x.withChannels(features)
        : TensorType.ERROR;
  }

  /** Of a bias for each distance and head; an error if there are too many. */
  public static TensorType relativePositions(Sequence.Attention op) {
    return op.distances() <= Integer.MAX_VALUE
        ? TensorType.of((int) op.distances(), op.heads())
        : TensorType.ERROR;
  }

  public static TensorType pool(TensorType x, Pooling.Pool op) {
    Span kernel = op.kernel();
    Span stride = op.stride();
    Span padding = op.padding();
    boolean ceil = op.ceilMode();
    return resized(
            x,
            x.channels(),
            e -> pooled(e, kernel.height(), stride.height(), padding.height(), ceil),
            e -> pooled(e, kernel.width(), stride.width(), padding.width(), ceil))
        .in(x.layout());
  }

  private static Extent pooled(Extent size, int kernel, int stride, int padding, boolean ceil) {
    return ceil ? size.ceilWindows(kernel, stride, padding) : size.windows(kernel, stride, padding);
  }

  public static TensorType globalPool(TensorType x) {
    return TensorType.map(x.channels(), 1, 1);
  }

  /** The same for images of every size. */
  public static TensorType adaptiveAveragePool(TensorType x, int size) {
    return TensorType.map(x.channels(), size, size);
  }

  /** The kernel and stride of the ordinary pool that averages to {@code size}, if there is one. */
  public static OptionalInt adaptiveWindow(TensorType x, int size) {
    int window = x.height() / size;
    boolean same = x.height() == window * size && x.width() == window * size;
    return window > 0 && same && x.isFixed() ? OptionalInt.of(window) : OptionalInt.empty();
  }

  public static TensorType upsample(TensorType x, int scale) {
    return resized(x, x.channels(), e -> e.times(scale));
  }

  /** To the size of {@code like}, which must not be smaller, and not become smaller either. */
  public static TensorType upsample(TensorType x, TensorType like) {
    boolean grows = x.height() <= like.height() && x.width() <= like.width();
    return grows && !extent(x).growsFasterThan(extent(like))
        ? like.withChannels(x.channels())
        : TensorType.ERROR;
  }

  /** An error where channels are no multiple of the scale's square. */
  public static TensorType pixelShuffle(TensorType x, Movement.PixelShuffle op) {
    long square = (long) op.scale() * op.scale();
    return x.channels() % square == 0
        ? resized(x, (int) (x.channels() / square), e -> e.times(op.scale()))
        : TensorType.ERROR;
  }

  public static TensorType pad(TensorType x, Movement.Pad op) {
    return resized(
        x,
        x.channels(),
        e -> e.plus((long) op.top() + op.bottom()),
        e -> e.plus((long) op.left() + op.right()));
  }

  /** A map that is so many pixels less high and wide. */
  public static TensorType smaller(TensorType x, Span by) {
    return resized(x, x.channels(), e -> e.plus(-by.height()), e -> e.plus(-by.width()));
  }

  /**
   * How many pixels TensorFlow's padding SAME adds in height and in width, so that there is a
   * window for every stride-th pixel. For images of any size it is a number, too: they are
   * multiples of what the strides divide by.
   */
  public static Span sameUpper(TensorType x, Span kernel, Span stride, int dilation) {
    Extent high = x.extent().orElse(Extent.fixed(x.height()));
    Extent wide = x.extent().orElse(Extent.fixed(x.width()));
    return new Span(
        sameUpper(high, reach(kernel.height(), dilation), stride.height()),
        sameUpper(wide, reach(kernel.width(), dilation), stride.width()));
  }

  private static int sameUpper(Extent size, long reach, int stride) {
    long windows = -Math.floorDiv(-size.offset(), (long) stride);
    long added = (windows - 1) * stride + reach - size.offset();
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, added));
  }

  /** To the size of {@code like}, which must fit. */
  public static TensorType crop(TensorType x, TensorType like, Movement.Crop op) {
    boolean fits =
        (long) op.top() + like.height() <= x.height()
            && (long) op.left() + like.width() <= x.width();
    return fits ? like.withChannels(x.channels()) : TensorType.ERROR;
  }

  /** Half of what is too much is above and to the left, rounded down. */
  public static Movement.Crop cropCenter(TensorType x, TensorType like) {
    return new Movement.Crop((x.height() - like.height()) / 2, (x.width() - like.width()) / 2);
  }

  /** Whether one is larger than the other by as many pixels for images of every size. */
  public static boolean growAlike(TensorType a, TensorType b) {
    return a.extent().map(Extent::slope).equals(b.extent().map(Extent::slope));
  }

  private static Extent extent(TensorType map) {
    return map.extent().orElseGet(() -> Extent.fixed(map.height()));
  }

  /** Some of the channels. */
  public static TensorType slice(TensorType x, int channels) {
    return x.withChannels(channels);
  }

  /** An error for a map of any size, too: a layer after it would not know its features. */
  public static TensorType flatten(TensorType x) {
    return x.isFixed() ? TensorType.features((int) x.elements()) : TensorType.ERROR;
  }

  public static TensorType padShortcut(TensorType x, Movement.PadShortcut op) {
    return resized(x, op.outChannels(), e -> e.strided(op.stride()));
  }

  /** As the user says; rounded up where a stride does not divide. */
  public static TensorType custom(TensorType x, UserDefined.Custom op) {
    if (!x.isMap()) {
      return TensorType.features(op.out());
    }
    return op.height() > 0
        ? TensorType.map(op.out(), op.height(), op.width())
        : resized(x, op.out(), e -> e.strided(op.stride()).times(op.scale()));
  }

  /** Every operand must have the same type. */
  public static TensorType add(TensorType a, TensorType b) {
    return a.equals(b) ? a : TensorType.ERROR;
  }

  /** Which factors {@code scale} has for {@code x}, if it has any. */
  public static Optional<Factors> factors(TensorType scale, TensorType x) {
    return Arrays.stream(Factors.values()).filter(f -> scales(scale, x, f)).findFirst();
  }

  /** Whether it has these. */
  static boolean scales(TensorType scale, TensorType x, Factors factors) {
    return switch (factors) {
      case ELEMENTS -> scale.equals(x);
      case CHANNELS -> x.isMap() && scale.isOnePixel() && scale.channels() == x.channels();
      case PIXELS -> x.isMap() && scale.equals(x.withChannels(1));
    };
  }

  /** In the other layout. */
  public static TensorType reorder(TensorType x) {
    Layout other = x.layout().other();
    return x.takes(other) ? x.in(other) : TensorType.ERROR;
  }

  /** Everything but the channels must agree. */
  public static TensorType concat(List<TensorType> parts) {
    TensorType first = parts.get(0);
    long channels = parts.stream().mapToLong(TensorType::channels).sum();
    boolean agree =
        parts.stream().allMatch(p -> p.layout() == first.layout())
            && parts.stream().allMatch(p -> p.isMap() == first.isMap())
            && parts.stream().allMatch(p -> p.withChannels(1).equals(first.withChannels(1)));
    return agree && channels <= Integer.MAX_VALUE
        ? first.withChannels((int) channels)
        : TensorType.ERROR;
  }

  /**
   * The stride with which a 1×1 convolution takes the size of {@code from} to that of {@code to}.
   */
  public static OptionalInt shortcutStride(TensorType from, TensorType to) {
    int most = Math.max(from.height(), from.width());
    // A smaller one leaves too many pixels; of maps of fixed size this one fits, or none does.
    int least = Math.max((from.height() - 1) / to.height(), (from.width() - 1) / to.width()) + 1;
    int last = from.isFixed() ? Math.min(least, most) : most;
    return IntStream.rangeClosed(least, last)
        .filter(s -> resized(from, to.channels(), e -> e.strided(s)).equals(to))
        .findFirst();
  }

  /**
   * How many pixels of the image there are for one of the map, in each direction: a power of two if
   * sizes allow it, 0 if there is no such number.
   */
  public static int strideTo(TensorType image, TensorType map) {
    IntPredicate fits = s -> isStrided(image, map, s);
    int most = Math.max(image.height(), image.width());
    IntStream powers = IntStream.iterate(1, s -> s > 0 && s <= most, s -> 2 * s);
    // A smaller one leaves too many pixels; of maps of fixed size this one fits, or none does.
    int least =
        Math.max(image.height() / (map.height() + 1), image.width() / (map.width() + 1)) + 1;
    int last = image.isFixed() ? Math.min(least, most) : most;
    return IntStream.concat(powers, IntStream.rangeClosed(least, last))
        .filter(fits)
        .findFirst()
        .orElse(0);
  }

  /** Sizes that a stride does not divide are rounded up by some layers and down by others. */
  private static boolean isStrided(TensorType image, TensorType map, int stride) {
    if (!image.isFixed()) {
      UnaryOperator<Extent> strided = e -> e.strided(stride).slope();
      return map.extent().map(Extent::slope).equals(image.extent().map(strided));
    }
    return isBetween(image.height(), map.height(), stride)
        && isBetween(image.width(), map.width(), stride);
  }

  private static boolean isBetween(int image, int map, int stride) {
    return image / stride <= map && map <= (image - 1) / stride + 1;
  }

  /**
   * A map of another size.
   *
   * @param size what height and width become; one rule serves fixed sizes and those that follow
   *     from the image's
   */
  private static TensorType resized(TensorType x, int channels, UnaryOperator<Extent> size) {
    return resized(x, channels, size, size);
  }

  /** Images of any size have one extent for both: it must become the same. */
  private static TensorType resized(
      TensorType x, int channels, UnaryOperator<Extent> high, UnaryOperator<Extent> wide) {
    try {
      long height = high.apply(Extent.fixed(x.height())).offset();
      long width = wide.apply(Extent.fixed(x.width())).offset();
      return isSize(height) && isSize(width) && x.extent().map(high).equals(x.extent().map(wide))
          ? TensorType.map(channels, (int) height, (int) width, x.extent().map(high))
          : TensorType.ERROR;
    } catch (ArithmeticException e) {
      return TensorType.ERROR; // an extent of no image that could be had
    }
  }

  private static boolean isSize(long pixels) {
    return pixels > 0 && pixels <= Integer.MAX_VALUE;
  }
}
