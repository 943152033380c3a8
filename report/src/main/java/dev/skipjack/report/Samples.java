package dev.skipjack.report;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.train.TrainingState;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Images of a training batch as the network gets them, augmented.
 *
 * @param epoch whose first batch they are from, from 1
 * @param images at most {@value #MOST}
 */
record Samples(int epoch, List<Sample> images) {
  private static final int MOST = 24;

  /** Smaller shares, such as those of label smoothing, are not shown. */
  private static final double SEEN = 0.05;

  /**
   * One image.
   *
   * @param label its class, or the shares of several where images are mixed; empty where each pixel
   *     has one
   */
  record Sample(BufferedImage picture, String label) {}

  /** Of the epoch that is about to begin. */
  static Samples of(TrainingState training) {
    int epoch = training.history().epochs().size() + 1;
    PictureData pictures = PictureData.of(training.train());
    ClassNames names = ClassNames.of(training.train());
    List<Sample> samples = new ArrayList<>();
    try (BatchStream stream = training.train().open(training.network().dataType(), epoch - 1)) {
      Batch batch = stream.next();
      int channels = (int) batch.images().size(1);
      int height = (int) batch.images().size(2);
      int width = (int) batch.images().size(3);
      int length = channels * height * width;
      double[] values = new double[length];
      ElementView view = ElementView.of(batch.images());
      for (int n = 0; n < Math.min(MOST, batch.size()); n++) {
        view.read((long) n * length, values, length);
        samples.add(
            new Sample(pictures.image(values, channels, height, width), label(batch, n, names)));
      }
    }
    return new Samples(epoch, samples);
  }

  private static String label(Batch batch, int n, ClassNames names) {
    if (batch.labels().length != batch.size()) {
      return "";
    }
    if (batch.targets() == null) {
      return names.of(batch.labels()[n]);
    }
    int classes = batch.targets().length / batch.size();
    int first = n * classes;
    int label = batch.labels()[n];
    if (batch.targets()[first + label] > 1 - SEEN) {
      return names.of(label);
    }
    return IntStream.range(0, classes)
        .filter(c -> batch.targets()[first + c] >= SEEN)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -batch.targets()[first + c]))
        .map(
            c ->
                String.format(Locale.ROOT, "%.0f %% ", 100 * batch.targets()[first + c])
                    + names.of(c))
        .collect(Collectors.joining(" + "));
  }
}
