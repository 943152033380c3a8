package dev.skipjack.spark.data;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Split;
import dev.skipjack.runtime.data.StoredImages;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.spark.RowSource;
import dev.skipjack.spark.TrainingData;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Stores the images on the disk of an executor, for the time of the training, and trains on them.
 * Immutable; each method returns another.
 *
 * @param preparation of the pictures, as JSON; null: values as they are
 * @param batch images, of which each worker computes its parts
 * @param seed of the order, of augmentation and of what is validated on
 * @param validation share of the images that is evaluated on, and not trained on; 0: none
 * @param setup of the images in training; null: none
 */
public record StoredRows(
    StoredImages.Format format,
    List<String> classNames,
    String preparation,
    int batch,
    long seed,
    double validation,
    ImagesSetup setup)
    implements RowSource<ImageRow> {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "rows";

  public StoredRows {
    if (!(validation >= 0 && validation < 1)) {
      throw new IllegalArgumentException(
          "the share of images to validate is from 0 to below 1, got " + validation);
    }
    if (batch < 1) {
      throw new IllegalArgumentException("a batch needs at least 1 image, got " + batch);
    }
    classNames = List.copyOf(classNames);
  }

  /**
   * Leaves out some images of each class, at random, to evaluate on after each epoch.
   *
   * @param share of the images, for instance 0.1
   * @throws IllegalArgumentException if it is not from 0 to below 1
   */
  public StoredRows validation(double share) {
    return new StoredRows(format, classNames, preparation, batch, seed, share, setup);
  }

  /** Changes images in training; null: not at all. */
  public StoredRows images(ImagesSetup newSetup) {
    return new StoredRows(format, classNames, preparation, batch, seed, validation, newSetup);
  }

  @Override
  public TrainingData open(Iterator<ImageRow> rows) throws IOException {
    RowFile file = RowFile.write(rows, format.length());
    try {
      StoredImages stored = file.open(NAME, format, classNames, parsed());
      Closeable files =
          () -> {
            try (file) {
              stored.close();
            }
          };
      return data(stored, files);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private TrainingData data(StoredImages stored, Closeable files) {
    Dataset train = stored;
    Batches test = null;
    if (validation > 0) {
      Split split = stored.split(1 - validation, validation, 0, seed);
      train = split.train();
      test = images(split.validation()).batch(batch);
    }
    return new TrainingData(changed(images(train).shuffle(seed)).batch(batch), test, files);
  }

  private Images images(Dataset part) {
    Images images = Images.of((StoredImages) part); // so are its parts
    Preparation pictures = parsed();
    return pictures == null
        ? images
        : images.normalize(values(pictures.mean()), values(pictures.standardDeviation()));
  }

  private Images changed(Images images) {
    if (setup == null) {
      return images;
    }
    Images changed = setup.apply(images);
    String before = images.batch(batch).describeImages();
    if (preparation == null && !changed.batch(batch).describeImages().startsWith(before)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the setup of images normalises values (%s), which predictions would not: let a stage of the pipeline do that",
              changed.batch(batch).describeImages()));
    }
    return changed;
  }

  private static double[] values(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Preparation parsed() {
    return preparation == null ? null : PreparationJson.read(preparation);
  }
}
