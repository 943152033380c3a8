package dev.skipjack.report;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ElementView;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The images whose pixels a network labels worst, beside what they are and what it made of them.
 *
 * @param of how many images were looked at
 * @param all whether these are all test images
 * @param colours of the classes in the maps
 * @param worst the worst first
 */
record MapMistakes(int of, boolean all, List<Colour> colours, List<MapMistake> worst) {
  private static final int MOST = 12;

  /**
   * One image.
   *
   * @param number of the image in the order in which it was read, from 1
   * @param right the share of its pixels that count which were labelled right
   */
  record MapMistake(
      int number,
      BufferedImage picture,
      BufferedImage truth,
      BufferedImage prediction,
      double right) {}

  /** A class and its colour, {@code #rrggbb}. */
  record Colour(String name, String colour) {}

  /**
   * Predicts.
   *
   * @param most images to look at, the first ones of the set
   */
  static MapMistakes of(InferenceNetwork network, Batches test, int most) {
    Palette palette = new Palette(network.classes());
    PictureData pictures = PictureData.of(test);
    Comparator<MapMistake> bestFirst = Comparator.comparingDouble(MapMistake::right).reversed();
    PriorityQueue<MapMistake> worst = new PriorityQueue<>(bestFirst);
    int ignored = test.dataset().ignoredLabel();
    int channels = test.channels();
    int pixels = test.height() * test.width();
    double[] image = new double[channels * pixels];
    double[] logits = new double[network.classes() * pixels];
    int seen = 0;
    try (BatchStream stream = test.open(network.dataType(), 0)) {
      for (Batch batch = stream.next(); batch != null && seen < most; batch = stream.next()) {
        ElementView output = ElementView.of(network.predict(batch.inputs()));
        ElementView input = ElementView.of(batch.images());
        for (int n = 0; n < batch.size() && seen < most; n++) {
          seen++;
          output.read((long) n * logits.length, logits, logits.length);
          int[] truth = Arrays.copyOfRange(batch.labels(), n * pixels, (n + 1) * pixels);
          int[] prediction = highest(logits, pixels);
          double right = right(truth, prediction, ignored);
          if (right < 1 && (worst.size() < MOST || right < worst.peek().right())) {
            input.read((long) n * image.length, image, image.length);
            worst.add(
                new MapMistake(
                    seen,
                    pictures.image(image, channels, test.height(), test.width()),
                    palette.image(truth, test.width()),
                    palette.image(prediction, test.width()),
                    right));
          }
          if (worst.size() > MOST) {
            worst.poll();
          }
        }
      }
    }
    List<MapMistake> sorted = new ArrayList<>(worst);
    sorted.sort(bestFirst.reversed());
    return new MapMistakes(seen, seen == test.images(), palette.of(ClassNames.of(test)), sorted);
  }

  /** The class of the highest logit of each pixel. */
  private static int[] highest(double[] logits, int pixels) {
    int[] highest = new int[pixels];
    for (int at = pixels; at < logits.length; at++) {
      int pixel = at % pixels;
      if (logits[at] > logits[highest[pixel] * pixels + pixel]) {
        highest[pixel] = at / pixels;
      }
    }
    return highest;
  }

  /** 1 where no pixel counts. */
  private static double right(int[] truth, int[] prediction, int ignored) {
    int counted = 0;
    int right = 0;
    for (int pixel = 0; pixel < truth.length; pixel++) {
      counted += truth[pixel] == ignored ? 0 : 1;
      right += truth[pixel] == prediction[pixel] ? 1 : 0;
    }
    return counted == 0 ? 1 : right / (double) counted;
  }
}
