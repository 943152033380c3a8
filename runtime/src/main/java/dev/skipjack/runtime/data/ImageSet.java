package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Labelled images of one size in memory, a byte (0 to 255) per channel and pixel. An image has one
 * label, or a label map: a label for each pixel. Immutable.
 *
 * <p>A set is one array: it has at most 2³¹ - 1 bytes (10.7 million images of 3×8×8, 14,266 of
 * 3×224×224), and as many labels. Labels in bytes know 256 classes, or 255 in label maps; labels in
 * ints as many as there are ints.
 */
public final class ImageSet implements Dataset {
  /**
   * In a label map of up to 255 classes, the label of a pixel that does not count (as in PASCAL
   * VOC).
   */
  public static final int IGNORED = 255;

  /** The same in a label map of more classes, of which 255 is one (as in PyTorch). */
  public static final int IGNORED_OF_MANY = -100;

  private final ImageHeader header;
  private final byte[] pixels;
  private final Labels labels;
  private final boolean labelMaps;

  /**
   * Copies the arrays.
   *
   * @param name for messages, for instance {@code Fashion-MNIST (train)}
   * @param pixels unsigned, {@code [N, channels, height, width]} in C order
   * @param labels unsigned, {@code [N]}, each below the number of classes
   * @param classNames in the order of the labels
   * @throws IllegalArgumentException if an array is null, the sizes do not fit each other or a
   *     label is out of range
   */
  public ImageSet(
      String name,
      int channels,
      int height,
      int width,
      byte[] pixels,
      byte[] labels,
      List<String> classNames) {
    this(
        new ImageHeader(name, channels, height, width, classNames),
        given(name, "pixels", pixels).clone(),
        given(name, "labels", labels).clone());
  }

  /**
   * As with bytes, for any number of classes, such as ImageNet's 1,000, and for images of which
   * nobody knows the class.
   *
   * @param labels {@code [N]}, each from 0 to the number of classes - 1, or {@link #UNLABELLED}
   */
  public ImageSet(
      String name,
      int channels,
      int height,
      int width,
      byte[] pixels,
      int[] labels,
      List<String> classNames) {
    this(
        new ImageHeader(name, channels, height, width, classNames),
        given(name, "pixels", pixels).clone(),
        Labels.compact(name, 1, given(name, "labels", labels), classNames.size(), false),
        false);
  }

  /**
   * Images with a label map each, for segmentation; copies the arrays.
   *
   * @param pixels unsigned, {@code [N, channels, height, width]} in C order
   * @param labelMaps unsigned, {@code [N, height, width]} in C order, each below the number of
   *     classes or {@link #IGNORED}
   * @throws IllegalArgumentException if the sizes do not fit each other, a label is out of range,
   *     or there are more than 255 classes
   */
  public static ImageSet ofLabelMaps(
      String name,
      int channels,
      int height,
      int width,
      byte[] pixels,
      byte[] labelMaps,
      List<String> classNames) {
    Labels.checkFitBytes(name, classNames.size());
    return new ImageSet(
        new ImageHeader(name, channels, height, width, classNames),
        given(name, "pixels", pixels).clone(),
        Labels.of(given(name, "label maps", labelMaps).clone()),
        true);
  }

  /**
   * As with bytes, for any number of classes.
   *
   * @param labelMaps {@code [N, height, width]} in C order, each from 0 to the number of classes -
   *     1, or what {@link #ignoredLabel} will answer: {@link #IGNORED} or {@link #IGNORED_OF_MANY}
   */
  public static ImageSet ofLabelMaps(
      String name,
      int channels,
      int height,
      int width,
      byte[] pixels,
      int[] labelMaps,
      List<String> classNames) {
    return new ImageSet(
        new ImageHeader(name, channels, height, width, classNames),
        given(name, "pixels", pixels).clone(),
        Labels.compact(
            name, height * width, given(name, "label maps", labelMaps), classNames.size(), true),
        true);
  }

  private static <T> T given(String name, String what, T array) {
    if (array == null) {
      throw new IllegalArgumentException(name + ": the " + what + " are null");
    }
    return array;
  }

  /** Takes the arrays over; a label for each image. */
  ImageSet(ImageHeader header, byte[] pixels, byte[] labels) {
    this(header, pixels, Labels.of(labels), false);
  }

  /** Takes the arrays over. */
  ImageSet(ImageHeader header, byte[] pixels, Labels labels, boolean labelMaps) {
    this.header = header;
    this.pixels = pixels;
    this.labels = labels;
    this.labelMaps = labelMaps;
    header.check(pixels, labels, labelMaps);
  }

  @Override
  public String name() {
    return header.name();
  }

  /** The number of images. */
  @Override
  public int size() {
    return labels.length() / labelsPerImage();
  }

  public int channels() {
    return header.channels();
  }

  /** In pixels. */
  public int height() {
    return header.height();
  }

  /** In pixels. */
  public int width() {
    return header.width();
  }

  /** The number of classes. */
  @Override
  public int classes() {
    return classNames().size();
  }

  @Override
  public List<String> classNames() {
    return header.classNames();
  }

  /** How pictures became these images, before they are normalised; null if that is not known. */
  Preparation preparation() {
    return header.preparation();
  }

  /** Whether every pixel has a label, not every image. */
  @Override
  public boolean hasLabelMaps() {
    return labelMaps;
  }

  /**
   * The label of an image, from 0 to {@link #classes()} - 1, or {@link #UNLABELLED}.
   *
   * @throws IllegalStateException if the images have label maps
   */
  @Override
  public int label(int index) {
    if (labelMaps) {
      throw new IllegalStateException(name() + " has label maps: an image has no label of its own");
    }
    return label(index, 0);
  }

  /**
   * A copy of the label map of an image, {@code [height, width]}, {@link #ignoredLabel} among them;
   * of images with one label, that label alone.
   */
  public int[] labels(int index) {
    int start = checked(index) * labelsPerImage();
    return IntStream.range(start, start + labelsPerImage()).map(labels::get).toArray();
  }

  /** One label; {@code offset} counts within the image. */
  int label(int index, int offset) {
    return labels.get(index * labelsPerImage() + offset);
  }

  /** 1, or the pixels of an image. */
  int labelsPerImage() {
    return labelMaps ? height() * width() : 1;
  }

  /**
   * A copy of an image as a picture.
   *
   * @throws IllegalStateException if it has neither 1 nor 3 channels, or a label map of more than
   *     255 classes, which no picture can be
   */
  @Override
  public Item item(int index) {
    if (channels() != 1 && channels() != 3 || labelMaps && ignoredLabel() != IGNORED) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: images are pictures if they have 1 or 3 channels, and label maps if they have at most 255 classes",
              this));
    }
    Size size = new Size(height(), width());
    Picture picture = new Picture(channels(), size, pixels(index));
    return labelMaps
        ? new Item(picture, new Picture(1, size, labels.bytes(index, labelsPerImage())))
        : new Item(picture, label(index));
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
    return channels() * height() * width();
  }

  /**
   * Fits the images to a model's input: one channel is repeated, and smaller images are centred on
   * black (an odd pixel goes to the bottom and to the right), which label maps ignore.
   *
   * @throws IllegalArgumentException if that would drop channels or cut pixels off, or a set has no
   *     room for the images
   */
  public ImageSet fit(int toChannels, int toHeight, int toWidth) {
    if (toChannels == channels() && toHeight == height() && toWidth == width()) {
      return this;
    }
    return new Fitting(this, toChannels, toHeight, toWidth).toSet(pixels, labels);
  }

  /**
   * The same rectangle of every image, with its part of the label map.
   *
   * @param name of the new set
   * @throws IllegalArgumentException if the images are smaller
   */
  public ImageSet region(String name, int top, int left, int height, int width) {
    return Crops.region(this, top, left, height, width).toSet(name);
  }

  /**
   * Rectangles at random places of random images, with their part of the label map.
   *
   * @param count of them
   * @param seed the same gives the same rectangles
   * @throws IllegalArgumentException if the images are smaller
   */
  public ImageSet crops(int count, int height, int width, long seed) {
    return Crops.random(this, count, height, width, seed).toSet(name());
  }

  /**
   * Every image cut into rectangles side by side, row by row, with their part of the label map;
   * what is left at the bottom and to the right is dropped.
   *
   * @throws IllegalArgumentException if the images are smaller
   */
  public ImageSet tiles(int height, int width) {
    return Crops.tiles(this, height, width).toSet(name());
  }

  /**
   * The first {@code count} images.
   *
   * @throws IllegalArgumentException if there are fewer, or {@code count} is not positive
   */
  public ImageSet take(int count) {
    if (count < 1 || count > size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s has %d images, cannot take %d", name(), size(), count));
    }
    return select(name(), IntStream.range(0, count).toArray());
  }

  /** A copy of some images. */
  @Override
  public ImageSet select(String newName, int[] indices) {
    byte[] selected = ImageMemory.pixels(indices.length, channels(), height(), width());
    for (int i = 0; i < indices.length; i++) {
      int from = checked(indices[i]);
      System.arraycopy(pixels, from * imageLength(), selected, i * imageLength(), imageLength());
    }
    return new ImageSet(
        header.named(newName), selected, labels.select(indices, labelsPerImage()), labelMaps);
  }

  @Override
  public ImageSet ignoring(String className) {
    int ignored = IgnoredClass.find(this, className);
    List<String> rest = IgnoredClass.rest(classNames(), ignored);
    return new ImageSet(header.ofClasses(rest), pixels, labels.without(ignored, classes()), false);
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = Fingerprint.of(this).add(channels()).add(height()).add(width());
    for (int i = 0; labelMaps && i < labels.length(); i++) {
      fingerprint.add(labels.get(i));
    }
    return fingerprint.add(pixels, 0, pixels.length).toString();
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
          String.format(Locale.ROOT, "%s has %d images, no image %d", name(), size(), index));
    }
    return index;
  }

  /** For instance {@code Fashion-MNIST (train): 8000 images 1x28x28, 10 classes}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d images %dx%dx%d%s, %d classes",
        name(),
        size(),
        channels(),
        height(),
        width(),
        labelMaps ? " with label maps" : "",
        classes());
  }
}
