package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.memory.Views;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images of any size, padded to one that a network takes, and its outputs cut back. Keeps its array
 * for images of the size of before.
 */
final class PaddedImages {
  private final ImagePadding padding;
  private final ImageSizes sizes;

  /** Of each output how many times as high and wide as the images it is; 0: it has another size. */
  private final int[] scales;

  private final List<Copy> copies = new ArrayList<>();
  private INDArray padded;
  private int height;
  private int width;

  /** A row or column of the padding, and what it repeats. */
  private record Copy(INDArray to, INDArray from) {}

  /**
   * @param small shapes of the outputs for an image of the least size
   * @param large the same for the next larger size, by which maps are told that grow with the image
   */
  PaddedImages(ImagePadding padding, ImageSizes sizes, List<long[]> small, List<long[]> large) {
    this.padding = padding;
    this.sizes = sizes;
    this.scales = new int[small.size()];
    for (int i = 0; i < scales.length; i++) {
      int least = sizes.minimum();
      int scale = small.get(i).length == 4 ? (int) (small.get(i)[2] / least) : 0;
      boolean grows = scale > 0 && small.get(i)[2] == (long) scale * least;
      scales[i] = grows && large.get(i)[2] == (long) scale * (least + sizes.multiple()) ? scale : 0;
    }
  }

  ImagePadding padding() {
    return padding;
  }

  /**
   * What the network predicts instead of these images: they themselves if it takes them.
   *
   * @param images {@code [N,C,H,W]}
   */
  INDArray pad(INDArray images, DataType type) {
    height = (int) images.size(2);
    width = (int) images.size(3);
    int toHeight = padded(height);
    int toWidth = padded(width);
    if (toHeight == height && toWidth == width) {
      return images;
    }
    if (!isFor(images, toHeight, toWidth)) {
      free();
      padded = Detached.zeros(type, images.size(0), images.size(1), toHeight, toWidth);
      bind();
    }
    copies.get(0).to().assign(images);
    for (int i = 1; i < copies.size(); i++) {
      copies.get(i).to().assign(copies.get(i).from());
    }
    return padded;
  }

  private int padded(int size) {
    int multiple = sizes.multiple();
    return Math.max(sizes.minimum(), Math.toIntExact((size + multiple - 1L) / multiple * multiple));
  }

  private boolean isFor(INDArray images, int toHeight, int toWidth) {
    return padded != null
        && padded.size(0) == images.size(0)
        && padded.size(2) == toHeight
        && padded.size(3) == toWidth
        && copies.get(0).to().size(2) == height
        && copies.get(0).to().size(3) == width;
  }

  /** The place of the images, then columns to their right, then whole rows below. */
  private void bind() {
    int toHeight = (int) padded.size(2);
    int toWidth = (int) padded.size(3);
    copies.add(new Copy(Views.rectangle(padded, 0, 0, height, width), null));
    for (int x = width; x < toWidth && padding.source(x, width) >= 0; x++) {
      copies.add(
          new Copy(
              Views.rectangle(padded, 0, x, height, 1),
              Views.rectangle(padded, 0, padding.source(x, width), height, 1)));
    }
    for (int y = height; y < toHeight && padding.source(y, height) >= 0; y++) {
      copies.add(
          new Copy(
              Views.rectangle(padded, y, 0, 1, toWidth),
              Views.rectangle(padded, padding.source(y, height), 0, 1, toWidth)));
    }
  }

  /**
   * The part of an output that belongs to the images of the last {@link #pad}: a view, or all of an
   * output that does not grow with them as they do.
   */
  INDArray crop(int index, INDArray output) {
    long[] shape = output.shape().clone();
    crop(index, shape);
    return Arrays.equals(shape, output.shape())
        ? output
        : Views.rectangle(output, 0, 0, (int) shape[2], (int) shape[3]);
  }

  /** Makes the shape of an output that of the part. */
  void crop(int index, long[] shape) {
    if (scales[index] > 0) {
      shape[2] = (long) scales[index] * height;
      shape[3] = (long) scales[index] * width;
    }
  }

  void free() {
    copies.clear();
    if (padded != null) {
      padded.close();
      padded = null;
    }
  }
}
