package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A picture, prepared by its caller for the weights of then; if others predict in the end, it is
 * prepared again.
 */
final class GivenPicture implements Request.Input {
  private final InferenceNetwork network;
  private final Picture picture;
  private Preparation preparation;
  private GivenImages images;

  /**
   * @param preparation null if not known
   * @throws IllegalArgumentException if it is not, or what it makes is not what the network takes
   */
  GivenPicture(InferenceNetwork network, Picture picture, Preparation preparation) {
    this.network = network;
    this.picture = picture;
    prepare(preparation);
  }

  private void prepare(Preparation wanted) {
    if (wanted == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the weights of %s do not say how pictures are prepared: say it with"
                  + " network.prepareWith(preparation), or give images",
              network.name()));
    }
    if (network.inputs().size() > 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s takes %s, not a picture alone: give an array for each, predict(List)",
              network.name(),
              network.inputs()));
    }
    int height = wanted.input().height();
    int width = wanted.input().width();
    if (!network.takes(wanted.channels(), height, width)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the weights of %s prepare pictures as images of %dx%dx%d, but it takes %s",
              network.name(),
              wanted.channels(),
              height,
              width,
              network.describeInput()));
    }
    release();
    images = normalized(wanted, wanted.apply(picture), network.dataType());
    preparation = wanted;
  }

  /** The same values as those of {@code Images.normalize}. */
  private static GivenImages normalized(Preparation preparation, byte[] pixels, DataType type) {
    int channels = preparation.channels();
    int plane = pixels.length / channels;
    double[] values = new double[pixels.length];
    for (int channel = 0; channel < channels; channel++) {
      double mean = preparation.mean().get(channel);
      double deviation = preparation.standardDeviation().get(channel);
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        values[i] = ((pixels[i] & 0xff) / 255.0 - mean) / deviation;
      }
    }
    int height = preparation.input().height();
    return GivenImages.copy(values, type, 1, channels, height, plane / height);
  }

  @Override
  public long images() {
    return 1;
  }

  @Override
  public List<INDArray> arrays(Preparation current) {
    if (!preparation.equals(current)) {
      prepare(current);
    }
    return images.arrays();
  }

  @Override
  public void release() {
    if (images != null) {
      images.release();
    }
  }
}
