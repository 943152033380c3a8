package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Pictures that are read when they are needed, and brought to one size: by random transforms, or
 * without any by the preparation. A label map goes where its picture goes.
 */
record PictureItems(
    Batches batches,
    int epoch,
    Dataset dataset,
    Preparation framing,
    List<PictureTransform> transforms)
    implements Items {
  @Override
  public void read(int index, int place, double[][] normalized, double[] image, int[] labels)
      throws IOException {
    Dataset.Item item = dataset.item(index);
    if (dataset.hasLabelMaps() != (item.labelMap() != null)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s says that it has %s, but this item has %s",
              dataset.name(),
              dataset.hasLabelMaps() ? "label maps" : "no label maps",
              item.labelMap() == null ? "none" : "one"));
    }
    byte[] pixels = pixels(item.picture(), index, place);
    int plane = image.length / normalized.length;
    for (int channel = 0; channel < normalized.length; channel++) {
      double[] table = normalized[channel];
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        image[i] = table[Byte.toUnsignedInt(pixels[i])];
      }
    }
    if (item.labelMap() == null) {
      labels[0] = item.label() == Dataset.UNLABELLED ? item.label() : checked(item.label());
    } else {
      labels(item.labelMap(), index, place, labels);
    }
  }

  private byte[] pixels(Picture picture, int index, int place) {
    if (transforms.isEmpty()) {
      return framing.apply(picture);
    }
    Picture changed = framing.grey() ? picture.grey() : picture.rgb();
    SplittableRandom random = batches.transformChance(epoch, index, place);
    for (PictureTransform transform : transforms) {
      changed = transform.apply(changed, random.split());
    }
    checkSize(changed.size());
    return framing.applyToFramed(changed);
  }

  private void labels(Picture labelMap, int index, int place, int[] labels) {
    byte[] map = labelMap(labelMap, index, place);
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(map[i]);
      labels[i] = label == ImageSet.IGNORED ? label : checked(label);
    }
  }

  private byte[] labelMap(Picture labelMap, int index, int place) {
    if (transforms.isEmpty()) {
      return framing.applyToLabels(labelMap, ImageSet.IGNORED);
    }
    Picture changed = labelMap;
    SplittableRandom random = batches.transformChance(epoch, index, place); // the picture's
    for (PictureTransform transform : transforms) {
      changed = transform.applyToLabels(changed, random.split());
    }
    checkSize(changed.size());
    return framing.applyToFramedLabels(changed, ImageSet.IGNORED);
  }

  private int checked(int label) {
    if (label < 0 || label >= dataset.classes()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "it has label %d, but %s has %d classes",
              label,
              dataset.name(),
              dataset.classes()));
    }
    return label;
  }

  private void checkSize(Size size) {
    if (!size.equals(framing.frame())) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "its transforms leave %s, but %s is needed: end them with randomResizedCrop, or with resize and centerCrop, of that size",
              size,
              framing.frame()));
    }
  }
}
