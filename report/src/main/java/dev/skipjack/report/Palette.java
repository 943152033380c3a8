package dev.skipjack.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A colour for each class of a label map, neighbours far apart. */
record Palette(int classes) {
  /** Of pixels that are of no class. */
  private static final int NONE = 0xffffff;

  /** The golden ratio's part of a turn: colours however many never come close. */
  private static final double TURN = 0.618033988749895;

  private int rgb(int label) {
    if (label < 0 || label >= classes) {
      return NONE;
    }
    float brightness = label % 2 == 0 ? 0.85f : 0.6f;
    return Color.HSBtoRGB((float) (0.6 + label * TURN) % 1, 0.65f, brightness) & 0xffffff;
  }

  /**
   * @param labels {@code [height, width]} in C order
   */
  BufferedImage image(int[] labels, int width) {
    BufferedImage image =
        new BufferedImage(width, labels.length / width, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < labels.length; pixel++) {
      image.setRGB(pixel % width, pixel / width, rgb(labels[pixel]));
    }
    return image;
  }

  /** What the colours mean. */
  List<MapMistakes.Colour> of(ClassNames names) {
    return IntStream.range(0, classes)
        .mapToObj(
            c -> new MapMistakes.Colour(names.of(c), String.format(Locale.ROOT, "#%06x", rgb(c))))
        .toList();
  }
}
