package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Metric;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The share of images whose class is among the highest logits; of equal ones the lower class counts
 * as higher. An image with a logit of NaN is not; one without a label does not count.
 *
 * @param k how many
 */
record TopK(int k) implements Metric {
  TopK {
    if (k < 1) {
      throw new IllegalArgumentException("top-k counts the best 1 or more, not " + k);
    }
  }

  @Override
  public String name() {
    return String.format(Locale.ROOT, "top-%d accuracy", k);
  }

  @Override
  public void check(int classes, boolean labelMaps) {
    Rows.check(name(), labelMaps);
  }

  @Override
  public Accumulation open(int classes) {
    return new Accumulation() {
      private final Rows rows = new Rows(name());
      private long among;
      private long labelled;

      @Override
      public void add(INDArray output, int[] labels) {
        double[] logits = rows.read(output, labels);
        for (int n = 0; n < labels.length; n++) {
          if (labels[n] != Dataset.UNLABELLED) {
            among += rank(logits, n * classes, classes, labels[n]) < k ? 1 : 0;
            labelled++;
          }
        }
      }

      @Override
      public double value(Evaluation evaluation) {
        return (double) among / labelled;
      }
    };
  }

  /** How many logits are higher than the label's; all if one is NaN. */
  private static int rank(double[] logits, int first, int classes, int label) {
    double own = logits[first + label];
    int higher = 0;
    for (int c = 0; c < classes; c++) {
      double logit = logits[first + c];
      if (Double.isNaN(logit)) {
        return Integer.MAX_VALUE;
      }
      higher += logit > own || (logit == own && c < label) ? 1 : 0;
    }
    return higher;
  }
}
