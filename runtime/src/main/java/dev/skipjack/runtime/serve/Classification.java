package dev.skipjack.runtime.serve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a network says of a picture: every class with its probability, the likeliest first.
 *
 * @param scores at least one
 */
public record Classification(List<Score> scores) {
  /**
   * A class and how likely it is.
   *
   * @param className as the weight file says, or {@code class 7} if it does not
   * @param index the number of the network's output
   * @param probability 0 to 1; NaN if the network's logits are not finite
   */
  public record Score(String className, int index, double probability) {
    /** For instance {@code tabby 81.3 %}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.1f %%", className, 100 * probability);
    }
  }

  /** Copies the list. */
  public Classification {
    scores = List.copyOf(scores);
  }

  /**
   * The softmax of logits.
   *
   * @param logits one for each class
   * @param classNames in the order of the logits; may be fewer
   */
  static Classification of(double[] logits, List<String> classNames) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit); // NaN stays
    }
    double total = 0;
    for (double logit : logits) {
      total += Math.exp(logit - largest);
    }
    List<Score> scores = new ArrayList<>(logits.length);
    for (int i = 0; i < logits.length; i++) {
      String name = i < classNames.size() ? classNames.get(i) : "class " + i;
      scores.add(new Score(name, i, Math.exp(logits[i] - largest) / total));
    }
    scores.sort(Comparator.comparingDouble(Score::probability).reversed());
    return new Classification(scores);
  }

  /** The likeliest class. */
  public Score best() {
    return scores.get(0);
  }

  /** The likeliest classes, at most so many. */
  public List<Score> top(int count) {
    return scores.subList(0, Math.min(count, scores.size()));
  }
}
