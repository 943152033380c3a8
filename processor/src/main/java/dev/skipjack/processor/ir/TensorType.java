package dev.skipjack.processor.ir;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The static shape of a tensor. {@link #BATCH} stands for the batch size, which is known only at
 * run time and only ever is the first dimension. The element type (float or double) is chosen at
 * run time for a whole network and is not part of the type.
 *
 * <p>In a model of images of any size the dimensions of a map are those for a reference image, and
 * {@code extent} says how height and width follow from the image's. One says both, because every op
 * treats them alike.
 *
 * <p>How a map lies in memory is part of its type: what reads it must know, and what is added to
 * it, or joined with it in a slab, must lie alike. The dimensions are the same in every layout.
 *
 * @param extent of a map whose size depends on the image's, empty for every other tensor
 * @param layout planes for everything but maps of several pixels whose channels fill blocks
 */
public record TensorType(List<Integer> dims, Optional<Extent> extent, Layout layout) {
  /** The symbolic batch dimension. */
  public static final int BATCH = -1;

  /**
   * Elements of a parameter, and of one image's map with its padding: kernels count them, and what
   * they add to fill vectors, in an int.
   */
  public static final int MOST_ELEMENTS = 1 << 30;

  /** Result of a failed inference: later rules pass it on silently, so one mistake is one error. */
  public static final TensorType ERROR = new TensorType(List.of());

  /**
   * @throws IllegalArgumentException if it cannot lie so
   */
  public TensorType {
    dims = List.copyOf(dims);
    if (layout == Layout.BLOCKS && !new TensorType(dims, extent).takes(layout)) {
      throw new IllegalArgumentException(
          "only maps of several pixels and a multiple of 16 channels lie in blocks: " + dims);
    }
  }

  /** In planes. */
  public TensorType(List<Integer> dims, Optional<Extent> extent) {
    this(dims, extent, Layout.PLANES);
  }

  /** A tensor whose shape does not depend on the image's size. */
  public TensorType(List<Integer> dims) {
    this(dims, Optional.empty());
  }

  /** Whether it can lie so. A map of one pixel counts as planes: it is the same in both. */
  public boolean takes(Layout wanted) {
    return wanted == Layout.PLANES || (isMap() && !isOnePixel() && Layout.fillsBlocks(channels()));
  }

  /** The same in another layout, or in planes if it cannot lie so. */
  public TensorType in(Layout wanted) {
    Layout possible = takes(wanted) ? wanted : Layout.PLANES;
    return possible == layout ? this : new TensorType(dims, extent, possible);
  }

  /** A feature map {@code [N, channels, height, width]}. */
  public static TensorType map(int channels, int height, int width) {
    return map(channels, height, width, Optional.empty());
  }

  /** A feature map; height and width are those for the reference image if there is an extent. */
  public static TensorType map(int channels, int height, int width, Optional<Extent> extent) {
    return new TensorType(
        List.of(BATCH, channels, height, width), extent.filter(e -> e.numerator() != 0));
  }

  /** A batch of feature vectors {@code [N, features]}. */
  public static TensorType features(int features) {
    return new TensorType(List.of(BATCH, features));
  }

  /** A batch of sequences {@code [N, tokens, features]}. */
  public static TensorType sequence(int tokens, int features) {
    return new TensorType(List.of(BATCH, tokens, features));
  }

  /** A tensor without batch dimension: a parameter or a per-channel vector. */
  public static TensorType of(int... dims) {
    return new TensorType(Arrays.stream(dims).boxed().toList());
  }

  public boolean isError() {
    return dims.isEmpty();
  }

  public boolean isBatched() {
    return !isError() && dims.get(0) == BATCH;
  }

  /** True for {@code [N, C, H, W]}. */
  public boolean isMap() {
    return isBatched() && dims.size() == 4;
  }

  /** True for {@code [N, T, D]}. */
  public boolean isSequence() {
    return isBatched() && dims.size() == 3;
  }

  /** Of a sequence. */
  public int tokens() {
    return dims.get(1);
  }

  /** Whether the shape is the same for images of every size. */
  public boolean isFixed() {
    return extent.isEmpty();
  }

  /** Whether it is a map of 1×1 for images of every size. */
  public boolean isOnePixel() {
    return isMap() && isFixed() && height() == 1 && width() == 1;
  }

  /** The axis of channels of a map, of features, also those of tokens, or of entries. */
  public int channelAxis() {
    return isSequence() ? 2 : isBatched() ? 1 : 0;
  }

  public int channels() {
    return dims.get(channelAxis());
  }

  public int height() {
    return dims.get(2);
  }

  public int width() {
    return dims.get(3);
  }

  /** The same type with another number of channels; in planes if these fill no blocks. */
  public TensorType withChannels(int channels) {
    Integer[] copy = dims.toArray(Integer[]::new);
    copy[channelAxis()] = channels;
    return new TensorType(List.of(copy), extent).in(layout);
  }

  /**
   * Elements of one image, for the reference image if there is an extent, or of the whole tensor
   * when it has no batch dimension.
   */
  public long elements() {
    return dims.stream().mapToLong(d -> d == BATCH ? 1 : d).reduce(1, Math::multiplyExact);
  }

  /** As {@link #elements}, however many. */
  public BigInteger exactElements() {
    return dims.stream()
        .map(d -> BigInteger.valueOf(d == BATCH ? 1 : d))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** Whether there are more than {@link #MOST_ELEMENTS}. */
  public boolean isTooLarge() {
    return exactElements().compareTo(BigInteger.valueOf(MOST_ELEMENTS)) > 0;
  }

  /** Prints {@code [N,3,32,32]}, or {@code [N,3,H,W]}; in blocks {@code [N,16,32,32]b16}. */
  @Override
  public String toString() {
    if (isError()) {
      return "[error]";
    }
    return IntStream.range(0, dims.size())
        .mapToObj(axis -> dims.get(axis) == BATCH ? "N" : dim(axis))
        .collect(Collectors.joining(",", "[", layout == Layout.BLOCKS ? "]b16" : "]"));
  }

  /** What an image's value is, if it is no map: {@code 10 features}, {@code a sequence of 5x6}. */
  public String inWords() {
    return isSequence() ? "a sequence of " + describe() : describe() + " features";
  }

  /** How a user reads it, without the batch: {@code 3x32x32}, {@code 64x(H/8+4)x(W/8+4)}. */
  public String describe() {
    return IntStream.range(0, dims.size())
        .filter(axis -> dims.get(axis) != BATCH)
        .mapToObj(axis -> dim(axis).matches(".*[+-].*") ? "(" + dim(axis) + ")" : dim(axis))
        .collect(Collectors.joining("x"));
  }

  private String dim(int axis) {
    return axis < 2 || isFixed()
        ? dims.get(axis).toString()
        : extent.get().describe(axis == 2 ? "H" : "W");
  }
}
