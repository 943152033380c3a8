package dev.skipjack.processor.ir;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The static shape of a tensor. {@link #BATCH} stands for the batch size, which is known only at
 * run time and only ever is the first dimension. The element type (float or double) is chosen at
 * run time for a whole network and is not part of the type.
 */
public record TensorType(List<Integer> dims) {
  /** The symbolic batch dimension. */
  public static final int BATCH = -1;

  /** Result of a failed inference: later rules pass it on silently, so one mistake is one error. */
  public static final TensorType ERROR = new TensorType(List.of());

  public TensorType {
    dims = List.copyOf(dims);
  }

  /** A feature map {@code [N, channels, height, width]}. */
  public static TensorType map(int channels, int height, int width) {
    return new TensorType(List.of(BATCH, channels, height, width));
  }

  /** A batch of feature vectors {@code [N, features]}. */
  public static TensorType features(int features) {
    return new TensorType(List.of(BATCH, features));
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

  /** The axis that concatenation and slicing work on: channels of a map, features, or entries. */
  public int channelAxis() {
    return isBatched() ? 1 : 0;
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

  /** The same type with another number of channels. */
  public TensorType withChannels(int channels) {
    Integer[] copy = dims.toArray(Integer[]::new);
    copy[channelAxis()] = channels;
    return new TensorType(List.of(copy));
  }

  /** Elements of one image, or of the whole tensor when it has no batch dimension. */
  public long elements() {
    return dims.stream().mapToLong(d -> d == BATCH ? 1 : d).reduce(1, Math::multiplyExact);
  }

  /** Prints {@code [N,3,32,32]}. */
  @Override
  public String toString() {
    if (isError()) {
      return "[error]";
    }
    return dims.stream()
        .map(d -> d == BATCH ? "N" : d.toString())
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** How a user reads it, without the batch: {@code 3x32x32}. */
  public String describe() {
    return dims.stream()
        .filter(d -> d != BATCH)
        .map(String::valueOf)
        .collect(Collectors.joining("x"));
  }
}
