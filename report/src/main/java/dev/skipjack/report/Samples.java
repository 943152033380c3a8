package dev.skipjack.report;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ElementView;
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
   * @param picture a {@code data:} URL
   * @param label its class, or the shares of several where images are mixed; empty where each pixel
   *     has one
   */
  record Sample(String picture, String label) {}

  /**
   * @param epoch from 1
   */
  static Samples of(
      TrainingNetwork network, Batches train, int epoch, PictureData pictures, ClassNames names) {
    List<Sample> samples = new ArrayList<>();
    try (BatchStream stream = train.open(network.dataType(), epoch - 1)) {
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
            new Sample(pictures.url(values, 0, channels, height, width), label(batch, n, names)));
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
