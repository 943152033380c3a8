package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an item becomes an image, in this order.
 *
 * @param framing how pictures are framed, without normalisation; null: images of a set, as they are
 * @param transforms in place of the framing, unless there are none
 */
record ImageChanges(
    Preparation framing,
    List<PictureTransform> transforms,
    Normalization normalization,
    List<Augmentation> augmentations,
    BatchMixing mixing) {
  /** Values stay in 0 to 1. */
  static ImageChanges framed(Preparation framing, int channels) {
    return new ImageChanges(
        framing, List.of(), Normalization.none(channels), List.of(), BatchMixing.NONE);
  }

  ImageChanges transform(PictureTransform... more) {
    return new ImageChanges(
        framing, added(transforms, List.of(more)), normalization, augmentations, mixing);
  }

  ImageChanges normalize(Normalization newNormalization) {
    return new ImageChanges(framing, transforms, newNormalization, augmentations, mixing);
  }

  ImageChanges augment(Augmentation... more) {
    return new ImageChanges(
        framing, transforms, normalization, added(augmentations, List.of(more)), mixing);
  }

  ImageChanges mix(BatchMixing newMixing) {
    return new ImageChanges(framing, transforms, normalization, augmentations, newMixing);
  }

  private static <T> List<T> added(List<T> before, List<T> more) {
    return Stream.concat(before.stream(), more.stream()).toList();
  }

  /** Whether nothing is decoded or framed. */
  boolean areOfReadyImages() {
    return framing == null && transforms.isEmpty();
  }

  /** See {@link Batches#describeImages}. */
  String describe() {
    StringBuilder text = new StringBuilder();
    if (framing != null && transforms.isEmpty()) {
      text.append(framing.describeFraming()).append(", ");
    }
    if (!transforms.isEmpty()) {
      text.append("transforms ").append(ChangeText.of(transforms)).append(", ");
    }
    text.append(normalization);
    if (!augmentations.isEmpty()) {
      text.append(", augmentation ").append(ChangeText.of(augmentations));
    }
    if (!mixing.isNone()) {
      text.append(", mixup ").append(mixing.mixup()).append(", CutMix ").append(mixing.cutmix());
    }
    return text.toString();
  }
}
