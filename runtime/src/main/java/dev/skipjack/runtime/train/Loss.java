package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far an output is from its labels, and which way is better. May keep buffers between calls, so
 * one object serves one output of one training, on one thread.
 *
 * <p>An own loss is a class with one method, or a lambda. It takes soft labels, those of mixup and
 * CutMix, if it has {@link #run(INDArray, double[], INDArray)} too, and says in {@link #total} how
 * batches add up if it is not a mean over the images.
 */
@FunctionalInterface
public interface Loss {
  /**
   * @param output of the network, {@code [N, classes]}, or {@code [N, classes, H, W]} for a loss of
   *     pixels; dense, FLOAT or DOUBLE
   * @param labels {@code [N]}, or {@code [N, H, W]} in C order
   * @param gradient of the loss by the output, in its shape, overwritten; null if unwanted
   * @return the loss
   * @throws IllegalArgumentException if the shape is not one that this loss takes, the gradient has
   *     another, a label is out of range or there are not as many as needed; nothing is written
   *     then
   */
  double run(INDArray output, int[] labels, INDArray gradient);

  /**
   * The same against soft labels; a training calls it for batches that have them.
   *
   * @param output of the network, {@code [N, classes]}
   * @param targets {@code [N, classes]} in C order: the share of each class in each image
   * @param gradient of the loss by the output, in its shape, overwritten; null if unwanted
   * @throws UnsupportedOperationException if this loss does not know them: the default
   */
  default double run(INDArray output, double[] targets, INDArray gradient) {
    throw new UnsupportedOperationException(OutputLosses.noSoftLabels(this));
  }

  /**
   * What the loss of a part of a batch, and its gradient, are multiplied with before those of all
   * parts are added up to the loss of the whole ({@link Training#microBatches}). The default is
   * right for losses that are a mean over the images.
   */
  default double share(Batch part, Batch whole) {
    return (double) part.size() / whole.size();
  }

  /**
   * Starts to add up batches. What it gives does not depend on how images were divided into
   * batches: it is the loss of all of them as if they were one. The default is right for losses
   * that are a mean over the images.
   */
  default Total total() {
    return new MeanOverImages();
  }

  /** The loss of several batches as if they were one. */
  interface Total {
    /**
     * Adds the batch of the last {@link Loss#run}.
     *
     * @param loss what that run returned
     * @param images of that batch
     */
    void add(double loss, int images);

    /** The loss of all batches so far. */
    double value();

    /**
     * What a checkpoint keeps in the middle of an epoch.
     *
     * @throws UnsupportedOperationException if this cannot be saved: the default
     */
    default double[] save() {
      throw new UnsupportedOperationException(
          getClass().getName()
              + " does not say what it added up, so a checkpoint cannot keep it in the middle of an"
              + " epoch: it lacks save() and restore(saved) of Loss.Total");
    }

    /**
     * Goes on from what {@link #save} gave.
     *
     * @throws IllegalArgumentException if that is not what this total gives
     */
    default void restore(double[] saved) {
      throw new UnsupportedOperationException(getClass().getName() + " cannot be restored");
    }

    /**
     * Adds what another total of this loss gave as {@link #save}, as if its batches came now: they
     * were seen by another worker.
     *
     * @throws UnsupportedOperationException if this cannot be added: the default
     */
    default void addSaved(double[] saved) {
      throw new UnsupportedOperationException(
          getClass().getName()
              + " cannot add what other workers added up: it lacks addSaved(saved) of Loss.Total");
    }
  }
}
