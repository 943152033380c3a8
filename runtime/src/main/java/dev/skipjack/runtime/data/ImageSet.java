package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Labelled images of one size in memory, a byte (0 to 255) per channel and pixel. Immutable. */
public final class ImageSet {
  private final String name;
  private final int channels;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final byte[] labels;
  private final List<String> classNames;

  /**
   * Copies the arrays.
   *
   * @param name for messages, for instance {@code Fashion-MNIST (train)}
   * @param pixels unsigned, {@code [N, channels, height, width]} in C order
   * @param labels unsigned, {@code [N]}, each below the number of classes
   * @param classNames in the order of the labels
   * @throws IllegalArgumentException if the sizes do not fit each other or a label is out of range
   */
  public ImageSet(
      String name,
      int channels,
      int height,
      int width,
      byte[] pixels,
      byte[] labels,
      List<String> classNames) {
    this(new Header(name, channels, height, width, classNames), pixels.clone(), labels.clone());
  }

  /** Everything but the images and their labels. */
  record Header(String name, int channels, int height, int width, List<String> classNames) {
    Header {
      if (channels < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: channels, height and width must be positive, got %d, %d, %d",
                name,
                channels,
                height,
                width));
      }
      classNames = List.copyOf(classNames);
    }
  }

  /** Takes the arrays over. */
  ImageSet(Header header, byte[] pixels, byte[] labels) {
    this.name = header.name();
    this.channels = header.channels();
    this.height = header.height();
    this.width = header.width();
    this.classNames = header.classNames();
    this.pixels = pixels;
    this.labels = labels;
    if (pixels.length != (long) labels.length * imageLength()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %d labels of %dx%dx%d images need %d pixel values, got %d",
              name,
              labels.length,
              channels,
              height,
              width,
              (long) labels.length * imageLength(),
              pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (label(i) >= classNames.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: image %d has label %d, but there are %d classes",
                name,
                i,
                label(i),
                classNames.size()));
      }
    }
  }

  public String name() {
    return name;
  }

  /** The number of images. */
  public int size() {
    return labels.length;
  }

  public int channels() {
    return channels;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** The number of classes. */
  public int classes() {
    return classNames.size();
  }

  public List<String> classNames() {
    return classNames;
  }

  /** From 0 to {@link #classes()} - 1. */
  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  /** A copy of one image, {@code [channels, height, width]}, unsigned. */
  public byte[] pixels(int index) {
    int start = Math.multiplyExact(checked(index), imageLength());
    return Arrays.copyOfRange(pixels, start, start + imageLength());
  }

  /** One channel value, 0 to 255; {@code offset} counts within the image. */
  int pixel(int index, int offset) {
    return Byte.toUnsignedInt(pixels[index * imageLength() + offset]);
  }

  int imageLength() {
    return channels * height * width;
  }

  /**
   * Fits the images to a model's input: one channel is repeated, and smaller images are centred on
   * black (an odd pixel goes to the bottom and to the right).
   *
   * @throws IllegalArgumentException if that would drop channels or cut pixels off
   */
  public ImageSet fit(int toChannels, int toHeight, int toWidth) {
    if (toChannels == channels && toHeight == height && toWidth == width) {
      return this;
    }
    if (toChannels != channels && channels != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d channels and cannot become %d: only one channel can be repeated",
              name,
              channels,
              toChannels));
    }
    if (toHeight < height || toWidth < width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has images of %dx%d, which %dx%d would crop: images are only ever padded",
              name,
              height,
              width,
              toHeight,
              toWidth));
    }
    int length = Math.multiplyExact(toChannels, Math.multiplyExact(toHeight, toWidth));
    byte[] fitted = new byte[Math.multiplyExact(size(), length)];
    int corner = (toHeight - height) / 2 * toWidth + (toWidth - width) / 2;
    for (int image = 0; image < size(); image++) {
      for (int channel = 0; channel < toChannels; channel++) {
        int source = (image * channels + (channels == 1 ? 0 : channel)) * height * width;
        int target = (image * toChannels + channel) * toHeight * toWidth + corner;
        for (int y = 0; y < height; y++) {
          System.arraycopy(pixels, source + y * width, fitted, target + y * toWidth, width);
        }
      }
    }
    return new ImageSet(
        new Header(name, toChannels, toHeight, toWidth, classNames), fitted, labels);
  }

  /**
   * The first {@code count} images.
   *
   * @throws IllegalArgumentException if there are fewer, or {@code count} is not positive
   */
  public ImageSet take(int count) {
    if (count < 1 || count > size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s has %d images, cannot take %d", name, size(), count));
    }
    return new ImageSet(
        new Header(name, channels, height, width, classNames),
        Arrays.copyOf(pixels, count * imageLength()),
        Arrays.copyOf(labels, count));
  }

  /** Mean of each channel, in 0 to 1. */
  public double[] mean() {
    return ChannelMoments.of(this).mean();
  }

  /** Standard deviation (of the population) of each channel, in units of 0 to 1. */
  public double[] standardDeviation() {
    return ChannelMoments.of(this).standardDeviation();
  }

  /** See {@link Images#normalize}. */
  public Images normalize(double[] mean, double[] standardDeviation) {
    return Images.of(this).normalize(mean, standardDeviation);
  }

  /** See {@link Images#augment}. */
  public Images augment(Augmentation... augmentations) {
    return Images.of(this).augment(augmentations);
  }

  /** See {@link Images#shuffle}. */
  public Images shuffle(long seed) {
    return Images.of(this).shuffle(seed);
  }

  /** In order, without augmentation, in 0 to 1; see {@link Images#batch}. */
  public Batches batch(int size) {
    return Images.of(this).batch(size);
  }

  private int checked(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          String.format(Locale.ROOT, "%s has %d images, no image %d", name, size(), index));
    }
    return index;
  }

  /** For instance {@code Fashion-MNIST (train): 8000 images 1x28x28, 10 classes}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d images %dx%dx%d, %d classes",
        name,
        size(),
        channels,
        height,
        width,
        classes());
  }
}
