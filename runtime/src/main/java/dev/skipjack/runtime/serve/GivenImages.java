package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images as they are.
 *
 * @param arrays {@code [N,C,H,W]}, then the network's further inputs
 * @param isOurs whether nobody else has the arrays, which are closed then
 */
record GivenImages(List<INDArray> arrays, boolean isOurs) implements Request.Input {
  /** Copies images into an array of their own. */
  static GivenImages copy(double[] values, DataType type, long... shape) {
    INDArray array = Detached.uninitialized(type, shape);
    ElementView.of(array).write(values, values.length, 0);
    return new GivenImages(List.of(array), true);
  }

  /**
   * Copies images of a network that takes nothing else into an array of their own.
   *
   * @param pixels {@code [N,C,H,W]} in C order
   * @throws IllegalArgumentException if they are not whole images of the network's size
   */
  static GivenImages ofPixels(InferenceNetwork network, float[] pixels) {
    long image = pixelsOfAnImage(network);
    check(network, pixels, image);
    double[] values = new double[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i];
    }
    GivenImages images =
        copy(
            values,
            network.dataType(),
            pixels.length / image,
            network.inputChannels(),
            network.inputHeight(),
            network.inputWidth());
    try {
      network.check(images.arrays());
    } catch (IllegalArgumentException e) { // a network of several inputs
      images.release();
      throw e;
    }
    return images;
  }

  private static long pixelsOfAnImage(InferenceNetwork network) {
    long image = (long) network.inputChannels() * network.inputHeight() * network.inputWidth();
    if (image == 0) {
      throw new IllegalArgumentException(
          network.name() + " takes images of any size: give an array, [N,C,H,W]");
    }
    return image;
  }

  private static void check(InferenceNetwork network, float[] pixels, long image) {
    if (pixels == null) {
      throw new IllegalArgumentException(
          network.name() + " got null instead of pixels of " + network.describeInput());
    }
    if (pixels.length == 0 || pixels.length % image != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s takes images of %s, %,d pixels each, got %,d",
              network.name(),
              network.describeInput(),
              image,
              pixels.length));
    }
  }

  @Override
  public long images() {
    return arrays.get(0).size(0);
  }

  @Override
  public List<INDArray> arrays(Preparation preparation) {
    return arrays;
  }

  @Override
  public void release() {
    if (isOurs) {
      arrays.stream().filter(array -> !array.wasClosed()).forEach(INDArray::close);
    }
  }
}
