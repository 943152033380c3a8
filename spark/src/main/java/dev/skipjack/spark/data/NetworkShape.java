package dev.skipjack.spark.data;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.Serializable;
import java.util.Locale;

/**
 * What a network takes and gives.
 *
 * @param network its name, for messages
 * @param channels of an image
 * @param height of an image, in pixels
 * @param width of an image, in pixels
 * @param classes its outputs
 */
public record NetworkShape(String network, int channels, int height, int width, int classes)
    implements Serializable {
  /**
   * Of a network.
   *
   * @param preparation of pictures for it; null: the network's own size
   * @throws IllegalArgumentException if it takes several inputs; if it takes images of any size,
   *     and no preparation says which; or the preparation gives images that it does not take
   */
  public static NetworkShape of(Network network, Preparation preparation) {
    if (network.inputs().size() > 1) {
      throw new IllegalArgumentException(
          network.name()
              + " takes several inputs, "
              + network.inputs()
              + ", but a row has one image: train it with SparkTraining.data, whose sets may have"
              + " others beside images (Dataset.with)");
    }
    if (preparation == null && network.imageSizes().isPresent()) {
      throw new IllegalArgumentException(
          network.name() + " takes images of any size: say which with a preparation");
    }
    if (preparation == null) {
      return new NetworkShape(
          network.name(),
          network.inputChannels(),
          network.inputHeight(),
          network.inputWidth(),
          network.classes());
    }
    int channels = preparation.channels();
    int height = preparation.input().height();
    int width = preparation.input().width();
    if (!network.takes(channels, height, width)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the preparation gives images of %dx%dx%d, but %s takes %s",
              channels,
              height,
              width,
              network.name(),
              network.describeInput()));
    }
    return new NetworkShape(network.name(), channels, height, width, network.classes());
  }

  /** Values of an image. */
  int values() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }
}
