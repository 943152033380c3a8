package dev.skipjack.runtime.train;

import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A figure that says how good a network is on labelled images, beside loss and accuracy. Immutable;
 * {@link #open} makes the part that gathers. Those that are known lie in the package {@code
 * metrics}. An own one is made from counts with {@link #of}, or implements this interface to look
 * at outputs.
 */
public interface Metric {
  /** What it is called in {@link History.Epoch#metrics}, for instance {@code macro f1}. */
  String name();

  /** Whether a network is better the higher it is. */
  default boolean isHigherBetter() {
    return true;
  }

  /**
   * Refuses what it cannot measure, before a training begins; nothing by default.
   *
   * @param classes of the network
   * @param labelMaps whether pixels have labels, instead of images
   * @throws IllegalArgumentException saying what it is for
   */
  default void check(int classes, boolean labelMaps) {}

  /**
   * Whether the counts of an evaluation suffice, so that its accumulation does not look at batches;
   * false by default. Where several workers train, each then evaluates a share of the images.
   */
  default boolean isFromCounts() {
    return false;
  }

  /**
   * Begins an evaluation.
   *
   * @param classes of the network
   */
  Accumulation open(int classes);

  /** What a metric gathers in one evaluation, on one thread. */
  interface Accumulation {
    /**
     * Looks at a batch; nothing by default, for metrics that counts suffice for.
     *
     * @param output of the network: logits, {@code [N, classes]} or {@code [N, classes, H, W]},
     *     valid during the call
     * @param labels {@code [N]}, or {@code [N, H, W]} in C order, with the label of what does not
     *     count among them ({@code Dataset.ignoredLabel})
     */
    default void add(INDArray output, int[] labels) {}

    /**
     * The figure so far. It should not depend on how images were divided into batches.
     *
     * @param evaluation of the same batches
     * @return NaN if it is not defined
     */
    double value(Evaluation evaluation);
  }

  /** A metric that follows from the counts of an evaluation. */
  static Metric of(String name, boolean isHigherBetter, ToDoubleFunction<Evaluation> value) {
    return new Metric() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean isHigherBetter() {
        return isHigherBetter;
      }

      @Override
      public boolean isFromCounts() {
        return true;
      }

      @Override
      public Accumulation open(int classes) {
        return value::applyAsDouble;
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
