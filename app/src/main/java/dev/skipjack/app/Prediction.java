package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Images;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network says of an image.
 *
 * @param ranks the likeliest classes, the first is the likeliest; empty if the network's logits are
 *     not finite
 * @param label that the image has
 */
record Prediction(List<Rank> ranks, int label) {
  /** What is said where there are no ranks. */
  static final String NONE = "no prediction: the network's logits are not finite";

  /** Images at once. */
  private static final int BATCH = 100;

  /**
   * @param className {@code class 3} if nobody named it
   * @param probability 0 to 1
   */
  record Rank(String className, double probability) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%-12s %5.1f %%", className, 100 * probability);
    }
  }

  /**
   * Of the first images, in order.
   *
   * @param top how many classes of each
   */
  static List<Prediction> first(InferenceNetwork network, Images images, int most, int top) {
    List<String> names = images.dataset().classNames();
    List<Prediction> predictions = new ArrayList<>();
    try (BatchStream stream = images.batch(Math.min(most, BATCH)).open(network.dataType(), 0)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        INDArray logits = network.predict(batch.inputs());
        for (int i = 0; i < batch.size() && predictions.size() < most; i++) {
          double[] probabilities = softmax(logits.getRow(i).toDoubleVector());
          predictions.add(new Prediction(ranks(probabilities, names, top), batch.labels()[i]));
        }
        if (predictions.size() == most) {
          break;
        }
      }
    }
    return predictions;
  }

  private static double[] softmax(double[] logits) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      highest = Math.max(highest, logit); // NaN stays
    }
    double total = 0;
    for (int c = 0; c < logits.length; c++) {
      logits[c] = Math.exp(logits[c] - highest);
      total += logits[c];
    }
    for (int c = 0; c < logits.length; c++) {
      logits[c] /= total;
    }
    return logits;
  }

  private static List<Rank> ranks(double[] probabilities, List<String> names, int top) {
    if (!Double.isFinite(probabilities[0])) { // one logit spoils all
      return List.of();
    }
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -probabilities[c]))
        .limit(top)
        .map(c -> new Rank(c < names.size() ? names.get(c) : "class " + c, probabilities[c]))
        .toList();
  }

  @Override
  public String toString() {
    return ranks.isEmpty() ? NONE : ranks.get(0).toString();
  }
}
