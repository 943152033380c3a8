package dev.skipjack.examples;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Images;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network on single images and says what it sees. */
final class Predictions {
  /** Images at once. */
  private static final int BATCH = 100;

  private Predictions() {}

  /** What a network says of an image, and which label the image has. */
  private record Prediction(int best, double probability, int label) {
    String describe(List<String> classes) {
      return Double.isFinite(probability)
          ? String.format(Locale.ROOT, "%-12s %5.1f %%", name(classes, best), 100 * probability)
          : "no prediction: the network's logits are not finite";
    }
  }

  static Images test(NetworkOptions options, Network network) throws IOException {
    return options.set.prepare(options.set.test(options.data), network);
  }

  /** One line for each image: its title, the likeliest class, and the true one if it is known. */
  static void print(
      InferenceNetwork network,
      Images images,
      List<String> titles,
      boolean labelled,
      PrintStream out) {
    List<String> classes = images.imageSet().classNames();
    List<Prediction> predictions = predict(network, images);
    for (int i = 0; i < predictions.size(); i++) {
      Prediction prediction = predictions.get(i);
      out.printf(
          Locale.ROOT,
          "%s  %s%s%n",
          titles.get(i),
          prediction.describe(classes),
          labelled ? "   (it is: " + classes.get(prediction.label()) + ")" : "");
    }
  }

  /** Files of others do not say what their classes are called. */
  private static String name(List<String> classes, int number) {
    return number < classes.size() ? classes.get(number) : "class " + number;
  }

  private static List<Prediction> predict(InferenceNetwork network, Images images) {
    List<Prediction> predictions = new ArrayList<>();
    try (BatchStream stream = images.batch(BATCH).open(network.dataType(), 0)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        INDArray logits = network.predict(batch.images());
        for (int i = 0; i < batch.size(); i++) {
          int best = best(logits, i, network.classes());
          double probability = probability(logits, i, best, network.classes());
          predictions.add(new Prediction(best, probability, batch.labels()[i]));
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
}
