package dev.skipjack.runtime.data;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Normalises and augments images into an array, one after the other. For one thread. */
final class BatchFiller {
  private final Batches batches;
  private final ImageSet set;
  private final int epoch;
  private final int ignored;
  private final int[] order;
  private final double[][] normalized;
  private double[] image;
  private double[] changed;
  private int[] labelMap;
  private int[] changedLabelMap;
  private ElementView view;

  BatchFiller(Batches batches, int epoch) {
    this.batches = batches;
    this.set = batches.imageSet();
    this.epoch = epoch;
    this.ignored = set.ignoredLabel();
    this.order = batches.order(epoch);
    this.normalized = new double[set.channels()][256];
    for (int channel = 0; channel < set.channels(); channel++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        normalized[channel][pixel] = batches.source().value(channel, pixel);
      }
    }
    this.image = new double[set.imageLength()];
    this.changed = new double[set.imageLength()];
    this.labelMap = new int[set.labelsPerImage()];
    this.changedLabelMap = new int[set.labelsPerImage()];
  }

  /** Fills {@code images}, {@code [N,C,H,W]}, with batch {@code number}. */
  Batch fill(int number, INDArray images) {
    view = ElementView.of(images, view);
    int size = batches.size(number);
    int[] labels = new int[size * labelMap.length];
    for (int i = 0; i < size; i++) {
      int index = order[number * batches.batchSize() + i];
      prepare(index);
      view.write(image, image.length, (long) i * image.length);
      prepareLabels(index);
      System.arraycopy(labelMap, 0, labels, i * labelMap.length, labelMap.length);
    }
    BatchMixing mixing = batches.source().mixing();
    if (mixing.isNone()) {
      return new Batch(images, labels);
    }
    SplittableRandom random = batches.mixingChance(epoch, number);
    return new Batch(images, labels, mixing.apply(images, labels, set.classes(), random));
  }

  private void prepareLabels(int index) {
    for (int i = 0; i < labelMap.length; i++) {
      labelMap[i] = set.label(index, i);
    }
    if (set.hasLabelMaps() && !batches.source().augmentations().isEmpty()) {
      hideClassOfIgnored();
      SplittableRandom random = batches.chance(epoch, index); // the same as the image's
      for (Augmentation augmentation : batches.source().augmentations()) {
        augmentation.applyToLabels(labelMap, changedLabelMap, set.height(), set.width(), random);
        int[] swapped = labelMap;
        labelMap = changedLabelMap;
        changedLabelMap = swapped;
      }
      showClassOfIgnored();
    }
  }

  /** For augmentations IGNORED is no class: where it would be one, it and those above move up. */
  private void hideClassOfIgnored() {
    for (int i = 0; ignored != ImageSet.IGNORED && i < labelMap.length; i++) {
      if (labelMap[i] == ignored) {
        labelMap[i] = ImageSet.IGNORED;
      } else if (labelMap[i] >= ImageSet.IGNORED) {
        labelMap[i]++;
      }
    }
  }

  private void showClassOfIgnored() {
    for (int i = 0; ignored != ImageSet.IGNORED && i < labelMap.length; i++) {
      if (labelMap[i] == ImageSet.IGNORED) {
        labelMap[i] = ignored;
      } else if (labelMap[i] > ImageSet.IGNORED) {
        labelMap[i]--;
      }
    }
  }

  private void prepare(int index) {
    int plane = set.height() * set.width();
    for (int channel = 0; channel < set.channels(); channel++) {
      double[] table = normalized[channel];
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        image[i] = table[set.pixel(index, i)];
      }
    }
    SplittableRandom random = batches.chance(epoch, index);
    for (Augmentation augmentation : batches.source().augmentations()) {
      augmentation.apply(image, changed, set.channels(), set.height(), set.width(), random);
      double[] swapped = image;
      image = changed;
      changed = swapped;
    }
  }
}
