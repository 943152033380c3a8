package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What happens to the images of a set before a network sees them: normalised first, then augmented,
 * so that the zeros that augmentation fills in are the mean colour. Immutable; each method returns
 * another.
 */
public final class Images {
  private final ImageSet set;
  private final double[] mean;
  private final double[] deviation;
  private final List<Augmentation> augmentations;
  private final BatchMixing mixing;
  private final boolean shuffled;
  private final long seed;

  private Images(
      ImageSet set,
      double[] mean,
      double[] deviation,
      List<Augmentation> augmentations,
      BatchMixing mixing,
      boolean shuffled,
      long seed) {
    this.set = set;
    this.mean = mean;
    this.deviation = deviation;
    this.augmentations = augmentations;
    this.mixing = mixing;
    this.shuffled = shuffled;
    this.seed = seed;
  }

  /** The images as they are, in 0 to 1 and in order. */
  public static Images of(ImageSet set) {
    double[] ones = new double[set.channels()];
    Arrays.fill(ones, 1);
    return new Images(set, new double[set.channels()], ones, List.of(), BatchMixing.NONE, false, 0);
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
    double[] means = perChannel("means", mean);
    double[] deviations = perChannel("standard deviations", standardDeviation);
    if (!Arrays.stream(means).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("means must be finite, got " + Arrays.toString(mean));
    }
    for (double value : deviations) {
      if (!(value > 0)) {
        throw new IllegalArgumentException(
            "standard deviations must be above 0, got " + Arrays.toString(standardDeviation));
      }
    }
    return new Images(set, means, deviations, augmentations, mixing, shuffled, seed);
  }

  /** Adds random changes, drawn anew for every image and epoch. */
  public Images augment(Augmentation... more) {
    List<Augmentation> all = new ArrayList<>(augmentations);
    all.addAll(List.of(more));
    return new Images(set, mean, deviation, List.copyOf(all), mixing, shuffled, seed);
  }

  /**
   * Mixes each image of a batch with another, and their labels alike (Zhang et al. 2018, "mixup:
   * Beyond empirical risk minimization"); after augmentation. Batches have {@link Batch#targets}.
   * Together with {@link #cutmix}, each batch draws one of both.
   *
   * @param alpha of the beta distribution of the proportions: 0.2 for ImageNet, 1 for CIFAR-10
   * @throws IllegalArgumentException if it is not above 0, or the images have label maps
   */
  public Images mixup(double alpha) {
    checkMixing("mixup", alpha);
    return mixed(new BatchMixing(alpha, mixing.cutmix()));
  }

  /**
   * Replaces a rectangle of each image of a batch by another image's, and mixes their labels by its
   * area (Yun et al. 2019, "CutMix"); otherwise as {@link #mixup}.
   *
   * @param alpha of the beta distribution of the areas: 1 in the paper
   */
  public Images cutmix(double alpha) {
    checkMixing("CutMix", alpha);
    return mixed(new BatchMixing(mixing.mixup(), alpha));
  }

  private Images mixed(BatchMixing newMixing) {
    return new Images(set, mean, deviation, augmentations, newMixing, shuffled, seed);
  }

  private void checkMixing(String what, double alpha) {
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException(
          "alpha of " + what + " must be above 0 and finite, got " + alpha);
    }
    if (set.hasLabelMaps()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s mixes the labels of whole images, but %s has label maps: leave it out",
              what,
              set.name()));
    }
  }

  /** Draws another order every epoch; the seed also decides the augmentations (default 0). */
  public Images shuffle(long newSeed) {
    return new Images(set, mean, deviation, augmentations, mixing, true, newSeed);
  }

  /**
   * Batches of {@code size} images; the last one may be smaller.
   *
   * @throws IllegalArgumentException if the size is not positive or the set is empty
   */
  public Batches batch(int size) {
    return new Batches(this, size);
  }

  public ImageSet imageSet() {
    return set;
  }

  /**
   * What makes other pictures such images: framed and padded as those of the set were, normalised
   * as here, with the names of its classes; without augmentation. Empty where that is not known,
   * for instance of two channels.
   */
  public Optional<Preparation> preparation() {
    return Optional.ofNullable(set.preparation())
        .map(framed -> framed.normalized(mean, deviation).withClasses(set.classNames()));
  }

  boolean shuffled() {
    return shuffled;
  }

  long seed() {
    return seed;
  }

  BatchMixing mixing() {
    return mixing;
  }

  List<Augmentation> augmentations() {
    return augmentations;
  }

  /** The normalised value of a byte in a channel. */
  double value(int channel, int pixel) {
    return (pixel / 255.0 - mean[channel]) / deviation[channel];
  }

  private double[] perChannel(String what, double[] values) {
    if (values.length == set.channels()) {
      return values.clone();
    }
    if (values.length == 1) {
      double[] repeated = new double[set.channels()];
      Arrays.fill(repeated, values[0]);
      return repeated;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s has %d channels, got %d %s",
            set.name(),
            set.channels(),
            values.length,
            what));
  }
}
