package dev.skipjack.runtime.data;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some images and their labels, valid until the stream is asked for the next one or closed: the
 * array is used again.
 *
 * @param images {@code [N, channels, height, width]}
 * @param labels {@code [N]}, each from 0 to the number of classes - 1; of a set with label maps
 *     {@code [N, height, width]} in C order, {@link ImageSet#ignoredLabel} among them
 */
public record Batch(INDArray images, int[] labels) {
  /** The number of images. */
  public int size() {
    return (int) images.size(0);
  }
}
