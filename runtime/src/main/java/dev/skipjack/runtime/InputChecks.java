package dev.skipjack.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which arrays a network takes; refuses others, and says what it expects. */
final class InputChecks {
  private final Network network;
  private final ImageSizes sizes;

  /**
   * @param sizes that images may have; null if they have one
   */
  InputChecks(Network network, ImageSizes sizes) {
    this.network = network;
    this.sizes = sizes;
  }

  /** As {@link Network#takes}. */
  boolean fits(long channels, long height, long width) {
    boolean fits =
        sizes == null
            ? height == network.inputHeight() && width == network.inputWidth()
            : height > 0 && width > 0 && network.pads()
                || sizes.allow(height) && sizes.allow(width);
    return fits && channels == network.inputChannels();
  }

  /** As {@link Network#describeInput}. */
  String describeImages() {
    String size =
        sizes == null
            ? network.inputHeight() + "x" + network.inputWidth()
            : "HxW, " + (network.pads() ? "padded to " : "") + sizes.describe();
    return network.inputChannels() + "x" + size;
  }

  /** As {@link Network#check(INDArray)}. */
  void check(INDArray images) {
    if (network.inputs().size() > 1) {
      throw notSo(1);
    }
    checkImages(images);
  }

  /** As {@link Network#check(List)}. */
  void check(List<INDArray> given) {
    if (given == null) {
      throw notSo(0);
    }
    if (network.inputs().size() != given.size()) {
      throw notSo(given.size());
    }
    checkImages(given.get(0));
    for (int i = 1; i < given.size(); i++) {
      check(given.get(i), network.inputs().get(i), given.get(0).size(0));
    }
  }

  private IllegalArgumentException notSo(int arrays) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s takes %d input%s, %s, got %d array%s: give it an array for each, in this order",
            network.name(),
            network.inputs().size(),
            network.inputs().size() == 1 ? "" : "s",
            network.inputs().stream().map(InputShape::toString).collect(Collectors.joining(", ")),
            arrays,
            arrays == 1 ? "" : "s"));
  }

  private IllegalArgumentException isNull(InputShape input) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s got null instead of %s: give it an array for each of its inputs %s",
            network.name(),
            input,
            network.inputs()));
  }

  private void check(INDArray array, InputShape input, long images) {
    if (array == null) {
      throw isNull(input);
    }
    if (array.wasClosed()) {
      throw new IllegalArgumentException(
          network.name() + " got '" + input.name() + "' that is closed");
    }
    boolean fits =
        input.fits(array.shape())
            && array.size(0) == images
            && array.dataType() == network.dataType();
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s expects %s of %s with N = %d as the images have, got %s of %s",
              network.name(),
              input,
              network.dataType(),
              images,
              Arrays.toString(array.shape()),
              array.dataType()));
    }
  }

  private void checkImages(INDArray images) {
    if (images == null) {
      throw isNull(network.inputs().get(0));
    }
    if (images.wasClosed()) {
      throw new IllegalArgumentException(network.name() + " got images that are closed");
    }
    boolean fits =
        images.rank() == 4
            && images.size(0) > 0
            && network.takes(images.size(1), images.size(2), images.size(3))
            && images.dataType() == network.dataType();
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s expects images [N,%d,%s] of %s with N of at least 1%s, got %s of %s%s",
              network.name(),
              network.inputChannels(),
              sizes == null ? network.inputHeight() + "," + network.inputWidth() : "H,W",
              network.dataType(),
              sizes == null ? "" : " and for H and W " + sizes.describe(),
              Arrays.toString(images.shape()),
              images.dataType(),
              sizes == null ? "" : nearest(images)));
    }
  }

  /** What would do instead of the height and the width. */
  private String nearest(INDArray images) {
    StringBuilder text = new StringBuilder();
    for (int axis = 2; axis < images.rank() && axis < 4; axis++) {
      long size = images.size(axis);
      if (!sizes.allow(size)) {
        text.append(axis == 2 ? "; nearest heights: " : "; nearest widths: ");
        text.append(sizes.nearest(size));
      }
    }
    return text.isEmpty() ? "" : text + "; " + network.adviceOnSizes();
  }
}
