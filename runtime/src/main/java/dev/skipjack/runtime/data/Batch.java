package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some images and their labels, valid until the stream is asked for the next one or closed: the
 * arrays are used again.
 *
 * @param inputs the images, {@code [N, channels, height, width]}, then what the data set has beside
 *     them ({@link Dataset#furtherInputs}), each {@code [N, ...]}
 * @param labels {@code [N]}, each from 0 to the number of classes - 1, or {@link
 *     Dataset#UNLABELLED}; of a set with label maps {@code [N, height, width]} in C order, {@link
 *     ImageSet#ignoredLabel} among them
 * @param targets the probability of each class, {@code [N, classes]} in C order, where images were
 *     mixed ({@link Images#mixup}, {@link Images#cutmix}) and {@code labels} has what each was
 *     before; else null
 */
public record Batch(List<INDArray> inputs, int[] labels, double[] targets) {
  /** Of images alone. */
  public Batch(INDArray images, int[] labels, double[] targets) {
    this(List.of(images), labels, targets);
  }

  /** Of images as they are: each is of one class. */
  public Batch(INDArray images, int[] labels) {
    this(images, labels, null);
  }

  /**
   * Some of the images.
   *
   * @param parts a view of them in each of {@link #inputs}, {@code [end - first, ...]}
   * @param first index of the first of them
   * @param end index behind the last of them
   */
  public Batch part(List<INDArray> parts, int first, int end) {
    return new Batch(
        parts,
        Arrays.copyOfRange(labels, first * each(labels.length), end * each(labels.length)),
        targets == null
            ? null
            : Arrays.copyOfRange(
                targets, first * each(targets.length), end * each(targets.length)));
  }

  /** Of an image: one label, or those of its map, or the shares of the classes. */
  private int each(int ofAll) {
    return ofAll / size();
  }

  /** {@code [N, channels, height, width]}. */
  public INDArray images() {
    return inputs.get(0);
  }

  /** The number of images. */
  public int size() {
    return (int) images().size(0);
  }
}
