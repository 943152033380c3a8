package dev.skipjack.runtime.data;

import java.io.IOException;
import java.util.SplittableRandom;

/** Normalises and augments images, one after the other. For one thread. */
final class ImagePreparer {
  private final Batches batches;
  private final Dataset dataset;
  private final Items items;
  private final int epoch;
  private final int ignored;
  private final double[][] normalized;
  private double[] image;
  private double[] changed;
  private int[] labels;
  private int[] changedLabels;

  /**
   * @param normalized the value of each byte, for each channel
   */
  ImagePreparer(Batches batches, int epoch, double[][] normalized) {
    this.batches = batches;
    this.dataset = batches.dataset();
    this.items = batches.source().open(batches, epoch);
    this.epoch = epoch;
    this.ignored = dataset.ignoredLabel();
    this.normalized = normalized;
    this.image = new double[batches.imageLength()];
    this.changed = new double[image.length];
    this.labels = new int[batches.labelsPerImage()];
    this.changedLabels = new int[labels.length];
  }

  /**
   * Prepares an image; {@link #image} and {@link #labels} have it until the next one.
   *
   * @param index of the image
   * @param place in the epoch's order
   * @throws IOException if its picture cannot be read
   */
  void prepare(int index, int place) throws IOException {
    items.read(index, place, normalized, image, labels);
    if (!batches.source().augmentations().isEmpty()) {
      augment(index, place);
    }
  }

  /** {@code [channels, height, width]}. */
  double[] image() {
    return image;
  }

  /** {@code [height, width]}, or one. */
  int[] labels() {
    return labels;
  }

  private void augment(int index, int place) {
    int height = batches.height();
    int width = batches.width();
    SplittableRandom random = batches.chance(epoch, index, place);
    for (Augmentation augmentation : batches.source().augmentations()) {
      augmentation.apply(image, changed, batches.channels(), height, width, random);
      double[] swapped = image;
      image = changed;
      changed = swapped;
    }
    if (dataset.hasLabelMaps()) {
      hideClassOfIgnored();
      random = batches.chance(epoch, index, place); // the same as the image's
      for (Augmentation augmentation : batches.source().augmentations()) {
        augmentation.applyToLabels(labels, changedLabels, height, width, random);
        int[] swapped = labels;
        labels = changedLabels;
        changedLabels = swapped;
      }
      showClassOfIgnored();
    }
  }

  /** For augmentations IGNORED is no class: where it would be one, it and those above move up. */
  private void hideClassOfIgnored() {
    for (int i = 0; ignored != ImageSet.IGNORED && i < labels.length; i++) {
      if (labels[i] == ignored) {
        labels[i] = ImageSet.IGNORED;
      } else if (labels[i] >= ImageSet.IGNORED) {
        labels[i]++;
      }
    }
  }

  private void showClassOfIgnored() {
    for (int i = 0; ignored != ImageSet.IGNORED && i < labels.length; i++) {
      if (labels[i] == ImageSet.IGNORED) {
        labels[i] = ignored;
      } else if (labels[i] > ImageSet.IGNORED) {
        labels[i]--;
      }
    }
  }
}
