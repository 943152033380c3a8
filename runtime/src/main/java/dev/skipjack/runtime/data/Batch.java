package dev.skipjack.runtime.data;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some images and their labels, valid until the stream is asked for the next one or closed: the
 * array is used again.
 *
 * @param images {@code [N, channels, height, width]}
 * @param labels {@code [N]}, each from 0 to the number of classes - 1; of a set with label maps
 *     {@code [N, height, width]} in C order, {@link ImageSet#ignoredLabel} among them
 * @param targets the probability of each class, {@code [N, classes]} in C order, where images were
 *     mixed ({@link Images#mixup}, {@link Images#cutmix}) and {@code labels} has what each was
 *     before; else null
 */
public record Batch(INDArray images, int[] labels, double[] targets) {
  /** Of images as they are: each is of one class. */
  public Batch(INDArray images, int[] labels) {
    this(images, labels, null);
  }

  /**
   * Some of the images.
   *
   * @param part a view of them, {@code [end - first, channels, height, width]}
   * @param first index of the first of them
   * @param end index behind the last of them
   */
  public Batch part(INDArray part, int first, int end) {
    return new Batch(
        part,
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

  /** The number of images. */
  public int size() {
    return (int) images.size(0);
  }
}
