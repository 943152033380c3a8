package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.random.RandomStream;
import dev.skipjack.runtime.random.RandomStream.Purpose;
import java.util.Optional;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A set of images, cut into batches anew for every epoch. The same seed and epoch give the same
 * batches, whatever the threads do. Immutable.
 */
public final class Batches {
  private final Images images;
  private final int batchSize;

  Batches(Images images, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch needs at least 1 image, got " + batchSize);
    }
    if (images.imageSet().size() == 0) {
      throw new IllegalArgumentException(images.imageSet().name() + " has no images");
    }
    this.images = images;
    this.batchSize = batchSize;
  }

  /**
   * Starts to prepare the batches of one epoch on another thread.
   *
   * @param type FLOAT or DOUBLE: of the batches
   * @param epoch from 0; decides order and augmentations
   * @throws IllegalArgumentException if the type is another one
   */
  public BatchStream open(DataType type, int epoch) {
    return new BatchStream(this, type, epoch);
  }

  /** The number of batches in an epoch, the last partial one included. */
  public int batches() {
    return (images() - 1) / batchSize + 1;
  }

  /** The number of images in an epoch. */
  public int images() {
    return imageSet().size();
  }

  /** The number of images in every batch but the last. */
  public int batchSize() {
    return batchSize;
  }

  public ImageSet imageSet() {
    return images.imageSet();
  }

  /** See {@link Images#preparation}. */
  public Optional<Preparation> preparation() {
    return images.preparation();
  }

  Images source() {
    return images;
  }

  /** How many images batch {@code number} (from 0) has. */
  int size(int number) {
    return Math.min(batchSize, images() - number * batchSize);
  }

  /** The order of the images in an epoch. */
  int[] order(int epoch) {
    int[] order = new int[images()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (images.shuffled()) {
      SplittableRandom random = stream(Purpose.ORDER, epoch).sequence();
      for (int i = order.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[other];
        order[other] = swapped;
      }
    }
    return order;
  }

  /** The chance that one image meets in an epoch. */
  SplittableRandom chance(int epoch, int image) {
    return stream(Purpose.AUGMENTATION, epoch).split(image).sequence();
  }

  /** The chance that one batch meets in an epoch, when its images are mixed. */
  SplittableRandom mixingChance(int epoch, int batch) {
    return stream(Purpose.MIXING, epoch).split(batch).sequence();
  }

  private RandomStream stream(Purpose purpose, int epoch) {
    return RandomStream.of(images.seed(), purpose).split(epoch);
  }
}
