package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network says of an image.
 *
 * @param className of the likeliest class; {@code class 3} if nobody named it
 * @param probability of it; not finite if the network's logits are not
 * @param label that the image has
 */
record Prediction(String className, double probability, int label) {
  /** Images at once. */
  private static final int BATCH = 100;

  /** Of the first images, in order. */
  static List<Prediction> first(InferenceNetwork network, Images images, int most) {
    List<String> classes = images.dataset().classNames();
    List<Prediction> predictions = new ArrayList<>();
    try (BatchStream stream = images.batch(BATCH).open(network.dataType(), 0)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        INDArray logits = network.predict(batch.images());
        for (int i = 0; i < batch.size(); i++) {
          if (predictions.size() == most) {
            return predictions;
          }
          int best = best(logits, i, network.classes());
          String name = best < classes.size() ? classes.get(best) : "class " + best;
          double probability = probability(logits, i, best, network.classes());
          predictions.add(new Prediction(name, probability, batch.labels()[i]));
        }
      }
    }
    return predictions;
  }

  private static int best(INDArray logits, int image, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = logits.getDouble(image, c) > logits.getDouble(image, best) ? c : best;
    }
    return best;
  }

  private static double probability(INDArray logits, int image, int best, int classes) {
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += Math.exp(logits.getDouble(image, c) - logits.getDouble(image, best));
    }
    return 1 / total;
  }

  @Override
  public String toString() {
    return Double.isFinite(probability)
        ? String.format(Locale.ROOT, "%-12s %5.1f %%", className, 100 * probability)
        : "no prediction: the network's logits are not finite";
  }
}
