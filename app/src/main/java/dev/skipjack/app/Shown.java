package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageFolder;
import dev.skipjack.runtime.data.Images;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

/** A few predictions after a training. */
final class Shown {
  private static final int MOST = 6;

  private Shown() {}

  /** The first images; of a folder, where they lie by class, some of the whole. */
  static void of(InferenceNetwork network, Images images, PrintStream out) {
    Dataset all = images.dataset();
    if (all instanceof ImageFolder folder) {
      int count = Math.min(MOST, all.size());
      int[] some =
          IntStream.range(0, count).map(i -> (int) ((long) i * all.size() / count)).toArray();
      ImageFolder few = folder.select(folder.name(), some);
      Images prepared = Images.of(few, images.preparation().orElseThrow());
      List<Prediction> predictions = Prediction.first(network, prepared, count, 1);
      for (int i = 0; i < count; i++) {
        print(few.describe(i), predictions.get(i), few, out);
      }
    } else {
      List<Prediction> predictions = Prediction.first(network, images, MOST, 1);
      for (int i = 0; i < predictions.size(); i++) {
        print("image " + (i + 1), predictions.get(i), all, out);
      }
    }
  }

  private static void print(String title, Prediction prediction, Dataset set, PrintStream out) {
    String truth =
        prediction.label() == Dataset.UNLABELLED
            ? "it has no label"
            : "it is: " + set.classNames().get(prediction.label());
    out.println(title + "  " + prediction + "   (" + truth + ")");
  }
}
