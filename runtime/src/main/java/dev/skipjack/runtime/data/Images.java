package dev.skipjack.runtime.data;

import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What happens to the items of a data set before a network sees them. Pictures are brought to one
 * size, as a {@link Preparation} frames them or as random {@link #transform transforms} do; then
 * normalised, then augmented, so that the zeros that augmentation fills in are the mean colour.
 * Immutable; each method returns another.
 */
public final class Images {
  private final Dataset dataset;

  /** The set of the pictures, without what is beside them. */
  private final Dataset pictures;

  private final int channels;
  private final int height;
  private final int width;
  private final ImageChanges changes;
  private final ImageOrder order;

  /** 0: as many as fit. */
  private final int workers;

  private Images(Dataset dataset, Preparation framing, int channels, int height, int width) {
    this.dataset = dataset;
    this.pictures = pictures(dataset);
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.changes = ImageChanges.framed(framing, channels);
    this.order = ImageOrder.GIVEN;
    this.workers = 0;
  }

  /** Others of the same size. */
  private Images(
      Images from, Dataset dataset, ImageChanges changes, ImageOrder order, int workers) {
    this.dataset = dataset;
    this.pictures = pictures(dataset);
    this.channels = from.channels;
    this.height = from.height;
    this.width = from.width;
    this.changes = changes;
    this.order = order;
    this.workers = workers;
  }

  private static Dataset pictures(Dataset dataset) {
    return dataset instanceof WithInputs known ? known.pictures() : dataset;
  }

  private Images with(ImageChanges newChanges) {
    return new Images(this, dataset, newChanges, order, workers);
  }

  private Images with(ImageOrder newOrder) {
    return new Images(this, dataset, changes, newOrder, workers);
  }

  /** The images as they are, in 0 to 1 and in order. */
  public static Images of(ImageSet set) {
    return new Images(set, null, set.channels(), set.height(), set.width());
  }

  /** The images as they are, bytes in 0 to 1, and in order. */
  public static Images of(StoredImages images) {
    StoredImages.Format format = images.format();
    return new Images(images, null, format.channels(), format.height(), format.width());
  }

  /**
   * The images of a set as they are, if it is an {@link ImageSet} or {@link StoredImages}, with
   * what it has {@linkplain Dataset#with(String, Table) beside} them.
   *
   * @throws IllegalArgumentException if it has pictures of any size, which a preparation frames
   */
  public static Images of(Dataset dataset) {
    Dataset pictures = pictures(dataset);
    if (pictures instanceof ImageSet set) {
      return new Images(dataset, null, set.channels(), set.height(), set.width());
    }
    if (pictures instanceof StoredImages stored) {
      StoredImages.Format format = stored.format();
      return new Images(dataset, null, format.channels(), format.height(), format.width());
    }
    throw new IllegalArgumentException(
        dataset.name()
            + " has pictures of any size: say how they are framed, Images.of(dataset, preparation)");
  }

  /**
   * Pictures of any size, framed and normalised by a preparation, in order.
   *
   * @throws IllegalArgumentException if the preparation names other classes than the set's, or the
   *     same ones in another order
   */
  public static Images of(Dataset dataset, Preparation preparation) {
    if (!preparation.classNames().isEmpty()
        && !preparation.classNames().equals(dataset.classNames())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has the classes %s, but the preparation is of %s: labels would mean others; ImageFolder.of(directory, classNames) numbers classes as a network does",
              dataset.name(),
              dataset.classNames(),
              preparation.classNames()));
    }
    Images images =
        new Images(
            dataset,
            preparation,
            preparation.channels(),
            preparation.input().height(),
            preparation.input().width());
    return images.normalize(
        Normalization.values(preparation.mean()),
        Normalization.values(preparation.standardDeviation()));
  }

  /**
   * Subtracts the mean and divides by the standard deviation.
   *
   * @param mean of each channel, in 0 to 1; one value serves every channel
   * @param standardDeviation likewise; above 0
   * @throws IllegalArgumentException if there are not as many as channels, one is not above 0, or a
   *     mean is not finite
   */
  public Images normalize(double[] mean, double[] standardDeviation) {
    return with(
        changes.normalize(Normalization.of(dataset.name(), channels, mean, standardDeviation)));
  }

  /**
   * Frames pictures by these changes instead of as the preparation does: in order, before they are
   * normalised. What they leave has the size of the frame, such as {@link
   * PictureTransform#randomResizedCrop} gives, or {@link PictureTransform#resize(int)} with {@link
   * PictureTransform#centerCrop}. {@link #preparation} stays what other pictures are prepared by.
   *
   * @throws IllegalArgumentException if they are images of other channels than a picture's
   */
  public Images transform(PictureTransform... more) {
    if (changes.framing() == null && channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d channels, but pictures have 1 or 3: use augment",
              dataset.name(),
              channels));
    }
    if (pictures instanceof StoredImages stored
        && stored.format().value() != StoredImages.Value.BYTE) {
      throw new IllegalArgumentException(
          dataset.name() + " has values that are no bytes, as those of pictures are: use augment");
    }
    return with(changes.transform(more));
  }

  /** Adds random changes, drawn anew for every image and epoch. */
  public Images augment(Augmentation... more) {
    return with(changes.augment(more));
  }

  /**
   * Mixes each image of a batch with another, and their labels alike (Zhang et al. 2018, "mixup:
   * Beyond empirical risk minimization"); after augmentation. Batches have {@link Batch#targets}.
   * Together with {@link #cutmix}, each batch draws one of both.
   *
   * @param alpha of the beta distribution of the proportions: 0.2 for ImageNet, 1 for CIFAR-10
   * @throws IllegalArgumentException if it is not above 0, the images have label maps, or one has
   *     no label
   */
  public Images mixup(double alpha) {
    return with(changes.mix(mixing().withMixup(alpha, dataset)));
  }

  /**
   * Replaces a rectangle of each image of a batch by another image's, and mixes their labels by its
   * area (Yun et al. 2019, "CutMix"); otherwise as {@link #mixup}.
   *
   * @param alpha of the beta distribution of the areas: 1 in the paper
   */
  public Images cutmix(double alpha) {
    return with(changes.mix(mixing().withCutmix(alpha, dataset)));
  }

  /** Draws another order every epoch; the seed also decides all other chance (default 0). */
  public Images shuffle(long newSeed) {
    return with(order.shuffle(newSeed));
  }

  /**
   * Draws the images of every epoch at random, with replacement: an image may come several times,
   * each time changed in another way, or not at all (PyTorch's WeightedRandomSampler).
   *
   * @param weights of each image, at least 0: how often it is drawn, compared with others
   * @param count the images of an epoch
   * @throws IllegalArgumentException if there is not one weight for each image, one is negative or
   *     not finite, all are 0, or {@code count} is not positive
   */
  public Images sample(double[] weights, int count) {
    return with(order.sample(new Sampling(dataset, weights, count)));
  }

  /**
   * Draws as many images as there are so that each class comes as often as any other, as {@link
   * #sample} does. Images without a label do not come.
   *
   * @throws IllegalStateException if the images have label maps
   * @throws IllegalArgumentException if none has a label
   */
  public Images balanced() {
    return with(order.sample(Sampling.balanced(dataset)));
  }

  /** Leaves out a last batch that is smaller than the others (with another order, other images). */
  public Images dropLast() {
    return with(order.dropLast());
  }

  /**
   * How many threads prepare images. Batches are the same with any number. Default: one for images
   * of one size in memory or in a file, otherwise {@code skipjack.threads}, which is one for each
   * processor unless set.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Images workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("images need at least 1 worker, got " + threads);
    }
    return new Images(this, dataset, changes, order, threads);
  }

  /**
   * Batches of {@code size} images; the last one may be smaller.
   *
   * @throws IllegalArgumentException if the size is not positive, the set is empty, or nothing is
   *     left without a last small batch
   */
  public Batches batch(int size) {
    return new Batches(this, size);
  }

  public Dataset dataset() {
    return dataset;
  }

  /** 1 for grey or 3 for RGB; images of a set may have others. */
  public int channels() {
    return channels;
  }

  /** What a network sees, in pixels. */
  public int height() {
    return height;
  }

  /** What a network sees, in pixels. */
  public int width() {
    return width;
  }

  /**
   * What makes other pictures such images: framed and padded as here or as those of a set were,
   * normalised as here, with the names of the classes; without transforms and augmentation. Empty
   * where that is not known, for instance of two channels.
   */
  public Optional<Preparation> preparation() {
    Preparation known = changes.framing();
    if (known == null && pictures instanceof ImageSet set) {
      known = set.preparation();
    } else if (known == null && pictures instanceof StoredImages stored) {
      known = stored.preparation();
    }
    return Optional.ofNullable(known)
        .map(framed -> framed.normalized(normalization().mean(), normalization().deviation()))
        .map(normalized -> normalized.withClasses(dataset.classNames()));
  }

  /** How an item becomes an image, in this order; see {@link Batches#describeImages}. */
  String describe() {
    StringBuilder text = new StringBuilder(changes.describe());
    dataset.furtherInputs().forEach(input -> text.append("; ").append(input.describe()));
    return text.toString();
  }

  /** Those of some items, changed alike. */
  Images select(int... indices) {
    Dataset some = dataset.select(dataset.name(), indices);
    return new Images(this, some, changes, order, workers);
  }

  /** Refuses what would bring these images into another order than those that they are beside. */
  void checkInOrder(String input) {
    if (!order.isGiven() || !mixing().isNone()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' comes in the order of the images that it is beside: shuffle, sample, drop and mix"
                  + " those, not %s",
              input,
              dataset.name()));
    }
    if (!dataset.furtherInputs().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' is %s, which has inputs beside its images itself: add them to the first images",
              input,
              dataset.name()));
    }
  }

  /**
   * As further input of others' items: each image is drawn anew whenever its item is, by a chance
   * of its own.
   *
   * @param number of the input, from 1
   */
  Images beside(Images first, int number) {
    return with(order.beside(first.order, number));
  }

  /** Where the pixels come from; for one thread. */
  Items open(Batches batches, int epoch) {
    if (!changes.areOfReadyImages()) {
      return new PictureItems(batches, epoch, dataset, asFramed(), changes.transforms());
    }
    return pictures instanceof StoredImages stored
        ? new StoredItems(stored, normalization())
        : new SetItems((ImageSet) pictures);
  }

  /** Images that are transformed are framed already. */
  private Preparation asFramed() {
    return changes.framing() == null
        ? Preparation.of(Framing.SQUASH, channels, height, width)
        : changes.framing();
  }

  ImageOrder order() {
    return order;
  }

  int workers() {
    boolean ready =
        changes.areOfReadyImages()
            && dataset.furtherInputs().stream()
                .allMatch(
                    each ->
                        !(each instanceof ImagesInput input)
                            || input.images().changes.areOfReadyImages());
    return workers > 0 ? workers : ready ? 1 : Settings.threads();
  }

  BatchMixing mixing() {
    return changes.mixing();
  }

  List<Augmentation> augmentations() {
    return changes.augmentations();
  }

  Normalization normalization() {
    return changes.normalization();
  }
}
