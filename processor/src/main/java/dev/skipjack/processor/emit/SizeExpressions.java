package dev.skipjack.processor.emit;

import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.TensorType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sizes as generated code says them: numbers, or expressions of {@code height} and {@code width}.
 */
final class SizeExpressions {
  private static final int HEIGHT_AXIS = 2;

  private SizeExpressions() {}

  /** {@code 24, 32, 32}, or {@code 24, height / 8, width / 8}; without the batch. */
  static String dims(TensorType type) {
    return IntStream.range(0, type.dims().size())
        .filter(axis -> type.dims().get(axis) != TensorType.BATCH)
        .mapToObj(axis -> dim(type, axis))
        .collect(Collectors.joining(", "));
  }

  /**
   * Elements of so many of one image's channels: {@code 640L}, {@code 64L * (height / 8) * (width /
   * 8)}.
   *
   * @param elements for the reference image
   */
  static String elements(TensorType type, long elements) {
    if (type.isFixed()) {
      return elements + "L";
    }
    long plane = (long) type.height() * type.width();
    if (elements == 0) {
      return "0L";
    }
    return elements / plane + "L * " + factor(type, HEIGHT_AXIS) + " * " + factor(type, 3);
  }

  private static String factor(TensorType type, int axis) {
    String dim = dim(type, axis);
    return dim.contains(" ") ? "(" + dim + ")" : dim;
  }

  private static String dim(TensorType type, int axis) {
    return axis < HEIGHT_AXIS || type.isFixed()
        ? type.dims().get(axis).toString()
        : expression(type.extent().get(), axis == HEIGHT_AXIS ? "height" : "width");
  }

  // height, 2 * height, height / 8, 3 * height / 4, height / 8 + 4
  private static String expression(Extent extent, String image) {
    String scaled = (extent.numerator() == 1 ? "" : extent.numerator() + " * ") + image;
    String divided = extent.denominator() == 1 ? scaled : scaled + " / " + extent.denominator();
    if (extent.offset() == 0) {
      return divided;
    }
    return divided + (extent.offset() < 0 ? " - " : " + ") + Math.abs(extent.offset());
  }
}
