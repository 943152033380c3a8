package dev.skipjack.examples;

import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.SegmentationEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Takes a pixel for water if {@code red·R + green·G + blue·B > margin}, with R, G and B from 0 to
 * 255: what the colour of a pixel tells without its neighbours, for comparison with a network.
 *
 * @param red -1, 0 or 1, as the other factors
 */
record ColourRule(int red, int green, int blue, int margin) {
  private static final int MOST = 3 * 255;

  static final ColourRule ALL_WATER = new ColourRule(0, 0, 0, -1);
  static final ColourRule BLUE_ABOVE_RED = new ColourRule(-1, 0, 1, 0);

  /** The rule with the fewest wrong pixels on the first image of a set with label maps. */
  static ColourRule bestOn(ImageSet set) {
    int[] labels = set.labels(0);
    ColourRule best = ALL_WATER;
    long most = 0;
    for (int i = 0; i < 27; i++) {
      int[] sums = new ColourRule(i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1, 0).sums(set);
      int[] land = new int[2 * MOST + 1]; // for each sum, how many pixels more than of water
      for (int pixel = 0; pixel < labels.length; pixel++) {
        int label = labels[pixel];
        if (label != ImageSet.IGNORED) {
          land[sums[pixel] + MOST] += label == EarthPicture.LAND ? 1 : -1;
        }
      }
      long gained = 0; // pixels that are right, less those that were so when all were water
      for (int margin = -MOST; margin <= MOST; margin++) {
        gained += land[margin + MOST];
        if (gained > most) {
          most = gained;
          best = new ColourRule(i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1, margin);
        }
      }
    }
    return best;
  }

  /** How well the rule does on the first image of a set with label maps. */
  SegmentationEvaluation evaluate(ImageSet set) {
    int[] sums = sums(set);
    int[] labels = set.labels(0);
    float[] logits = new float[2 * labels.length];
    for (int pixel = 0; pixel < labels.length; pixel++) {
      int taken = sums[pixel] > margin ? EarthPicture.WATER : EarthPicture.LAND;
      logits[taken * labels.length + pixel] = 1;
    }
    SegmentationEvaluation evaluation = new SegmentationEvaluation(2, ImageSet.IGNORED);
    try (INDArray output = Nd4j.createFromArray(logits).reshape(1, 2, set.height(), set.width())) {
      evaluation.add(output, labels, Double.NaN);
    }
    return evaluation;
  }

  /** The left side for each pixel of the first image. */
  private int[] sums(ImageSet set) {
    byte[] pixels = set.pixels(0);
    int plane = set.height() * set.width();
    int[] sums = new int[plane];
    for (int pixel = 0; pixel < plane; pixel++) {
      sums[pixel] =
          red * Byte.toUnsignedInt(pixels[pixel])
              + green * Byte.toUnsignedInt(pixels[plane + pixel])
              + blue * Byte.toUnsignedInt(pixels[2 * plane + pixel]);
    }
    return sums;
  }

  /** For instance {@code -red +blue > 60}. */
  @Override
  public String toString() {
    return term(red, "red ") + term(green, "green ") + term(blue, "blue ") + "> " + margin;
  }

  private static String term(int factor, String colour) {
    return factor == 0 ? "" : (factor < 0 ? "-" : "+") + colour;
  }
}
