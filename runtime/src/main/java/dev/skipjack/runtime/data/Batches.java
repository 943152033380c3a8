package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.random.RandomStream.Purpose;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A data set, cut into batches anew for every epoch. The same seed and epoch give the same batches,
 * whatever the threads do. Immutable.
 */
public final class Batches {
  private final Images images;
  private final int batchSize;
  private final int count;

  Batches(Images images, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch needs at least 1 image, got " + batchSize);
    }
    Dataset dataset = images.dataset();
    if (dataset.size() == 0) {
      throw new IllegalArgumentException(dataset.name() + " has no images");
    }
    int all = images.order().count(dataset);
    if (images.order().lastDropped() && all < batchSize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an epoch of %s has %,d images, of which dropLast leaves none: take batches of at most %,d",
              dataset.name(),
              all,
              all));
    }
    this.images = images;
    this.batchSize = batchSize;
    this.count = images.order().lastDropped() ? all - all % batchSize : all;
  }

  /**
   * Starts to prepare the batches of one epoch on other threads.
   *
   * @param type FLOAT or DOUBLE: of the batches
   * @param epoch from 0; decides order and augmentations
   * @throws IllegalArgumentException if the type is another one
   */
  public BatchStream open(DataType type, int epoch) {
    return open(type, epoch, 0);
  }

  /**
   * The rest of an epoch: the batches that the whole one would have given, without those before.
   *
   * @param firstBatch from 0 to {@link #batches()}, where nothing is left
   * @throws IllegalArgumentException if there is no such batch
   */
  public BatchStream open(DataType type, int epoch, int firstBatch) {
    return open(type, epoch, firstBatch, (batch, images) -> ImageRange.all(images));
  }

  /**
   * The same for somebody who looks at some images of each batch alone: those are what they would
   * be, and so are all labels; the others may not be prepared, and what the array has in their
   * place means nothing.
   *
   * @throws IllegalArgumentException if there is no such batch
   */
  public BatchStream open(DataType type, int epoch, int firstBatch, WantedImages wanted) {
    if (firstBatch < 0 || firstBatch > batches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an epoch of %s has %d batches: it cannot go on with batch %d",
              dataset().name(),
              batches(),
              firstBatch));
    }
    return new BatchStream(this, type, epoch, firstBatch, new NeededImages(this, wanted));
  }

  /** The number of batches in an epoch, the last partial one included unless it is dropped. */
  public int batches() {
    return (count - 1) / batchSize + 1;
  }

  /** The number of images in an epoch. */
  public int images() {
    return count;
  }

  /** The number of images in every batch but the last. */
  public int batchSize() {
    return batchSize;
  }

  public Dataset dataset() {
    return images.dataset();
  }

  /** What batches have beside the images, in this order. */
  public List<FurtherInput> furtherInputs() {
    return dataset().furtherInputs();
  }

  /** Of the images, {@code [N, channels, height, width]}. */
  public int channels() {
    return images.channels();
  }

  /** In pixels. */
  public int height() {
    return images.height();
  }

  /** In pixels. */
  public int width() {
    return images.width();
  }

  /** See {@link Images#preparation}. */
  public Optional<Preparation> preparation() {
    return images.preparation();
  }

  /** Whether batches have soft labels, {@link Batch#targets}: of mixup and CutMix. */
  public boolean hasSoftLabels() {
    return !images.mixing().isNone();
  }

  /**
   * What decides which image comes when, for those who compare two trainings: equal texts, data and
   * batch sizes mean equal orders.
   */
  public String describeOrder() {
    Fingerprint first = new Fingerprint();
    for (int image : order(0)) {
      first.add(image);
    }
    return String.format(
        Locale.ROOT,
        "%,d images of %dx%dx%d, seed %d (%s)",
        count,
        channels(),
        height(),
        width(),
        images.order().seed(),
        first);
  }

  /**
   * How items become images, for those who compare two trainings: framing or transforms,
   * normalisation, augmentation, mixing. Transforms and augmentations are named as they say
   * themselves, as records do, else by their classes: lambdas are all alike.
   */
  public String describeImages() {
    return images.describe();
  }

  Images source() {
    return images;
  }

  int imageLength() {
    return Math.multiplyExact(channels(), Math.multiplyExact(height(), width()));
  }

  /** 1, or the pixels of an image. */
  int labelsPerImage() {
    return dataset().hasLabelMaps() ? height() * width() : 1;
  }

  /** How many images batch {@code number} (from 0) has. */
  int size(int number) {
    return Math.min(batchSize, count - number * batchSize);
  }

  /** The order of the images in an epoch. */
  int[] order(int epoch) {
    return images.order().draw(dataset(), epoch);
  }

  /** The chance that one image meets in an epoch. */
  SplittableRandom chance(int epoch, int image, int place) {
    return images.order().chance(Purpose.AUGMENTATION, epoch, image, place).sequence();
  }

  /** The same for picture transforms. */
  SplittableRandom transformChance(int epoch, int image, int place) {
    return images.order().chance(Purpose.TRANSFORMS, epoch, image, place).sequence();
  }

  /** The chance that one batch meets in an epoch, when its images are mixed. */
  SplittableRandom mixingChance(int epoch, int batch) {
    return images.order().stream(Purpose.MIXING, epoch).split(batch).sequence();
  }
}
