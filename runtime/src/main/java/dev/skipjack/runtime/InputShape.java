package dev.skipjack.runtime;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * An input of a network.
 *
 * @param name {@code images}, or of the model's field
 * @param dims of one image: {@code [channels, height, width]} of a map, whose height and width are
 *     0 if they may be any; {@code [features]} else
 */
public record InputShape(String name, List<Integer> dims) {
  public InputShape {
    dims = List.copyOf(dims);
  }

  /** A map; height and width are 0 if they may be any. */
  public static InputShape map(String name, int channels, int height, int width) {
    return new InputShape(name, List.of(channels, height, width));
  }

  /** Numbers without a place, such as the row of a table. */
  public static InputShape features(String name, int features) {
    return new InputShape(name, List.of(features));
  }

  /** Whether it has channels, a height and a width. */
  public boolean isMap() {
    return dims.size() > 1;
  }

  /** Numbers in one of it; 0 if it may be of any size. */
  public int length() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether an array is one of these. */
  public boolean fits(long... shape) {
    boolean fits = shape.length == dims.size() + 1 && shape[0] > 0;
    for (int i = 0; fits && i < dims.size(); i++) {
      fits = dims.get(i) == 0 || dims.get(i) == shape[i + 1];
    }
    return fits;
  }

  /** The shape of an array for so many images. */
  public long[] shape(int images) {
    return LongStream.concat(LongStream.of(images), dims.stream().mapToLong(d -> d)).toArray();
  }

  /** For instance {@code images [N,1,28,28]}. */
  @Override
  public String toString() {
    return dims.stream()
        .map(d -> d == 0 ? "any" : String.format(Locale.ROOT, "%d", d))
        .collect(Collectors.joining(",", name + " [N,", "]"));
  }
}
