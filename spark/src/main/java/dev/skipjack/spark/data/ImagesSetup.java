package dev.skipjack.spark.data;

import dev.skipjack.runtime.data.Images;
import java.io.Serializable;

/**
 * What happens to images in training alone, for instance {@code images ->
 * images.augment(Augmentation.flip())}: transforms, augmentation, mixing, balancing. It travels to
 * the executors, as a {@link dev.skipjack.spark.TrainingSetup} does.
 */
@FunctionalInterface
public interface ImagesSetup extends Serializable {
  /**
   * Once in each worker.
   *
   * @param images to train on, shuffled and normalised
   */
  Images apply(Images images);
}
