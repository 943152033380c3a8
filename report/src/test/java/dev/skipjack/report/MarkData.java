package dev.skipjack.report;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import java.util.List;
import java.util.SplittableRandom;

/** Noise with a white row, whose place is the class; every ninth label is wrong. */
final class MarkData {
  static final int IMAGES = 36;
  static final double MEAN = 0.25;
  static final double DEVIATION = 0.5;
  static final List<String> CLASSES = List.of("top", "middle", "</script><img src=x> & \u2028end");

  private MarkData() {}

  static ImageSet set(long seed) {
    byte[] pixels = new byte[IMAGES * 36];
    byte[] labels = new byte[IMAGES];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < IMAGES; i++) {
      int row = i % 3;
      labels[i] = (byte) (i % 9 == 8 ? (row + 1) % 3 : row);
      for (int p = 0; p < 36; p++) {
        pixels[36 * i + p] = (byte) (p / 12 == row ? 255 : random.nextInt(128));
      }
    }
    return new ImageSet("marks", 1, 6, 6, pixels, labels, CLASSES);
  }

  static Batches train() {
    return set(1).normalize(new double[] {MEAN}, new double[] {DEVIATION}).shuffle(5).batch(8);
  }

  static Batches test() {
    return set(2).normalize(new double[] {MEAN}, new double[] {DEVIATION}).batch(10);
  }

  /** White pixels are of class 1, except in image 0, whose map says the contrary. */
  static Batches maps() {
    byte[] pixels = new byte[IMAGES * 36];
    byte[] maps = new byte[IMAGES * 36];
    for (int i = 0; i < IMAGES * 36; i++) {
      boolean white = i % 12 < 6 == (i / 36 % 2 == 0);
      pixels[i] = (byte) (white ? 255 : 0);
      maps[i] = (byte) (white == i >= 36 ? 1 : 0);
    }
    maps[0] = (byte) ImageSet.IGNORED;
    return ImageSet.ofLabelMaps("maps", 1, 6, 6, pixels, maps, List.of("dark", "light")).batch(6);
  }
}
