package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Picture;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Labelled pictures of any size, one at a time: what {@link ImageSet} and {@link ImageFolder} are,
 * and whatever you write. {@link Images#of(Dataset, dev.skipjack.runtime.pictures.Preparation)}
 * brings them to a network's size.
 *
 * <p>An item has one label, or a label map: a label for each pixel. Nothing of a data set changes
 * while it is used; several threads ask for items at once.
 */
public interface Dataset {
  /** The label of an image of which nobody knows the class: it does not count. */
  int UNLABELLED = -1;

  /** For messages, for instance {@code flowers (train)}. */
  String name();

  /** The number of items. */
  int size();

  /** In the order of the labels. */
  List<String> classNames();

  /** The number of classes. */
  default int classes() {
    return classNames().size();
  }

  /**
   * The label of an item, from 0 to {@link #classes()} - 1, or {@link #UNLABELLED}, without reading
   * its picture.
   *
   * @throws IllegalStateException if the items have label maps
   */
  int label(int index);

  /**
   * Reads an item. Called by several threads at once, each time an epoch needs it; a thread whose
   * epoch ends early is interrupted.
   *
   * @param index from 0 to {@link #size()} - 1
   * @throws IOException naming the file and the reason if its picture cannot be read
   */
  Item item(int index) throws IOException;

  /** Whether every pixel has a label, not every item. */
  default boolean hasLabelMaps() {
    return false;
  }

  /**
   * The label of what does not count, never a class: of a pixel, if the items have label maps, else
   * {@link #UNLABELLED}.
   */
  default int ignoredLabel() {
    return Labels.ignored(classes(), hasLabelMaps());
  }

  /** Whether there are items with one label, but without any: {@link #UNLABELLED}. */
  default boolean hasUnlabelled() {
    return !hasLabelMaps() && IntStream.range(0, size()).anyMatch(i -> label(i) == UNLABELLED);
  }

  /** The items that have a label, in their order. */
  default Dataset labelled() {
    return hasUnlabelled()
        ? select(name(), IntStream.range(0, size()).filter(i -> label(i) != UNLABELLED).toArray())
        : this;
  }

  /**
   * The same items, of which those of a class have no label: {@link #UNLABELLED}. The other classes
   * stay in their order. For instance what a folder or a manifest calls {@code unknown}.
   *
   * @throws IllegalArgumentException if there is no class of that name, or no other
   * @throws IllegalStateException if the items have label maps
   */
  default Dataset ignoring(String className) {
    return IgnoredClass.of(this, className);
  }

  /** What an item is called where something is wrong with it, for instance its file's path. */
  default String describe(int index) {
    return "image " + index;
  }

  /**
   * A few letters that tell this set from another: of its size, classes and labels, and of what
   * else decides its items. Equal for equal sets, in any run and on any machine.
   */
  default String fingerprint() {
    return Fingerprint.of(this).toString();
  }

  /**
   * How many items each class has; those without a label are in none.
   *
   * @throws IllegalStateException if the items have label maps, or one has a label that is no class
   */
  default int[] counts() {
    int[] counts = new int[classes()];
    for (int i = 0; i < size(); i++) {
      int label = label(i);
      if (label == UNLABELLED) {
        continue;
      }
      if (label < 0 || label >= counts.length) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s: %s has label %d, but there are %d classes",
                name(),
                describe(i),
                label,
                counts.length));
      }
      counts[label]++;
    }
    return counts;
  }

  /**
   * Some of the items.
   *
   * @param name of the new set
   * @param indices of its items in this set, in the new order
   */
  default Dataset select(String name, int[] indices) {
    return new Subset(name, this, indices);
  }

  /** What there is of each item beside its picture; nothing, unless {@link #with} added it. */
  default List<FurtherInput> furtherInputs() {
    return List.of();
  }

  /**
   * The same items, each with a row of numbers, for a network with one more input.
   *
   * @param input its name, that of the field with {@code @Input}
   * @param table a row for each item, in their order
   * @return a set of which parts, selections and samples keep rows with their items
   * @throws IllegalArgumentException if there are not as many rows as items, or the name was given
   *     before
   */
  default Dataset with(String input, Table table) {
    return WithInputs.of(this, new TableInput(input, table));
  }

  /**
   * The same items, each with another image, for a network that looks at both.
   *
   * @param input its name, that of the field with {@code @Input}
   * @param images one for each item, in their order, and how they are framed, normalised and
   *     changed: by a chance of their own, independent of the first image's; their labels do not
   *     count
   * @return a set of which parts, selections and samples keep both images together
   * @throws IllegalArgumentException if there are not as many images as items, the name was given
   *     before, or the images are shuffled, sampled or mixed: their order is that of the items
   */
  default Dataset with(String input, Images images) {
    images.checkInOrder(input);
    return WithInputs.of(this, new ImagesInput(input, images));
  }

  /**
   * Divides the items into three parts of these shares, at random. Each class is divided so
   * (stratified), unless items have label maps; every class has at least one item to train on.
   * Items without a label are divided likewise, after the classes.
   *
   * @param train share of the items, for instance 0.8
   * @param validation likewise, for instance 0.1
   * @param test likewise; 0 leaves a part out
   * @param seed the same gives the same parts
   * @throws IllegalArgumentException if a share is negative, they do not add up to 1, or there are
   *     too few items for a part
   */
  default Split split(double train, double validation, double test, long seed) {
    return Stratified.split(this, new double[] {train, validation, test}, seed);
  }

  /**
   * A picture and what it shows.
   *
   * @param picture of any size
   * @param label of it, or {@link #UNLABELLED}; 0 where there is a label map
   * @param labelMap the label of each pixel, grey and of the picture's size: a sample is a class,
   *     or {@link ImageSet#IGNORED}; so there are at most 255 classes. Null if there is one label
   */
  record Item(Picture picture, int label, Picture labelMap) {
    /**
     * @throws IllegalArgumentException if the label map is not grey or has another size
     */
    public Item {
      if (labelMap != null
          && (labelMap.channels() != 1 || !labelMap.size().equals(picture.size()))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the label map of a picture of %s is grey and of its size, got %s",
                picture,
                labelMap));
      }
    }

    /** A picture of one class. */
    public Item(Picture picture, int label) {
      this(picture, label, null);
    }

    /** A picture with a label map. */
    public Item(Picture picture, Picture labelMap) {
      this(picture, 0, labelMap);
    }
  }
}
