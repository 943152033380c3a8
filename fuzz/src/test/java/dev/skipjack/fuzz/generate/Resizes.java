package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;

/** Maps of more or fewer pixels. */
final class Resizes extends LayerWriter {
  Resizes(Choices choices, Effort effort, boolean isAnySize) {
    super(choices, effort, isAnySize);
  }

  boolean pool(FieldBuilder field, String name) {
    Shape x = field.shape();
    boolean square = isAnySize || choices.chance(0.8);
    Pair kernel = pair(square, choices.of(1, 2, 2, 2, 3, 3, 4, 5), choices.between(1, 4));
    int high = isAnySize ? 2 : choices.of(kernel.high(), kernel.high(), 1, 2, 3, 4);
    Pair stride = pair(square, high, choices.of(kernel.wide(), kernel.wide(), 1, 2, 3));
    Pair most = new Pair(kernel.high() / 2, kernel.wide() / 2);
    Pair padding =
        choices.chance(0.7)
            ? Pair.of(0)
            : pair(square, choices.between(0, most.high()), choices.between(0, most.wide()));
    boolean ceil = choices.chance(0.25);
    boolean upper = choices.chance(0.15);
    Shape y =
        upper
            ? x.windows(x.channels(), Pair.of(1), stride, Pair.of(0), false)
            : x.windows(x.channels(), kernel, stride, padding, ceil);
    if (y == null || !effort.spend(y, y.elements() * kernel.high() * kernel.wide(), 1)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of(name).with("kernel", kernel);
    layer = stride.equals(kernel) ? layer : layer.with("stride", stride);
    if (upper) {
      return field.layer(layer.with("padding", "Padding.SAME_UPPER"), y);
    }
    layer = padding.is(0) ? layer : layer.with("padding", padding);
    layer = ceil ? layer.with("ceilMode", true) : layer;
    boolean exclude = name.equals("AvgPool") && choices.chance(0.3);
    return field.layer(exclude ? layer.with("countIncludePad", false) : layer, y);
  }

  boolean adaptiveAvgPool(FieldBuilder field) {
    Shape x = field.shape();
    int size = choices.between(1, 5);
    Shape y = new Shape(x.channels(), size, size);
    AnnotationSource layer = AnnotationSource.of("AdaptiveAvgPool").with("value", size);
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  boolean upsample(FieldBuilder field) {
    Shape x = field.shape();
    int scale = choices.of(1, 2, 2, 3);
    Shape y = new Shape(x.channels(), x.height() * scale, x.width() * scale);
    AnnotationSource layer = AnnotationSource.of("Upsample").with("scale", scale);
    layer = choices.chance(0.5) ? layer : layer.with("mode", "Upsample.Mode.BILINEAR");
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  /** To other sizes, smaller ones among them. */
  boolean resize(FieldBuilder field) {
    if (isAnySize) {
      return false;
    }
    Shape x = field.shape();
    int height = choices.between(1, 2 * x.height());
    int width = choices.between(1, 2 * x.width());
    Shape y = new Shape(x.channels(), height, width);
    AnnotationSource layer =
        AnnotationSource.of("Resize").with("height", height).with("width", width);
    layer = choices.chance(0.5) ? layer : layer.with("mode", "Upsample.Mode.BILINEAR");
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  boolean pad(FieldBuilder field) {
    Shape x = field.shape();
    int pixels = choices.between(1, 3);
    Shape y = new Shape(x.channels(), x.height() + 2 * pixels, x.width() + 2 * pixels);
    AnnotationSource layer = AnnotationSource.of("Pad").with("value", pixels);
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  boolean pixelShuffle(FieldBuilder field) {
    Shape x = field.shape();
    int scale = x.channels() % 9 == 0 ? 3 : x.channels() % 4 == 0 ? 2 : 1;
    Shape y = new Shape(x.channels() / (scale * scale), x.height() * scale, x.width() * scale);
    return effort.spend(y, 0, 1)
        && field.layer(AnnotationSource.of("PixelShuffle").with("scale", scale), y);
  }

  private static Pair pair(boolean square, int high, int wide) {
    return new Pair(high, square ? high : wide);
  }
}
