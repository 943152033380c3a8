package dev.skipjack.examples;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network on single images and says what it sees. */
final class Predictions {
  private Predictions() {}

  static Images test(NetworkOptions options, Network network) throws IOException {
    return options.set.prepare(options.set.test(options.data), network);
  }

  /** One line for each image: the likeliest class, and the true one if it is known. */
  static void print(
      InferenceNetwork network,
      ImageSet images,
      ExampleData set,
      boolean labelled,
      PrintStream out) {
    List<String> classes = set.classes();
    try (BatchStream stream =
        set.prepare(images, network).batch(images.size()).open(network.dataType(), 0)) {
      Batch batch = stream.next();
      INDArray logits = network.predict(batch.images());
      for (int i = 0; i < batch.size(); i++) {
        int best = best(logits, i, classes.size());
        out.printf(
            Locale.ROOT,
            "image %d  %-12s %5.1f %%%s%n",
            i + 1,
            classes.get(best),
            100 * probability(logits, i, best, classes.size()),
            labelled ? "   (it is: " + classes.get(batch.labels()[i]) + ")" : "");
      }
    }
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
