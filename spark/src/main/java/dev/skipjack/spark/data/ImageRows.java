package dev.skipjack.spark.data;

import dev.skipjack.runtime.pictures.Preparation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The images and labels of a {@code Dataset<Row>}, for a training.
 *
 * <pre>{@code
 * try (PreparedRows rows = ImageRows.of(dataset, "image", "label", shape).prepare()) {
 *   SparkTraining.on(spark, Model.class, 1).data(rows.rows(), rows.source(256, 1)).run(90);
 * }
 * }</pre>
 *
 * <p>What kinds of columns there are: {@link ImageColumn}; labels are numbers from 0 on, or
 * strings. Which image comes when in an epoch depends on the seed and on the images and labels
 * themselves: not on the order of the rows, on how they lie in partitions, or on who trains.
 *
 * <p>Immutable; each method returns another.
 */
public final class ImageRows {
  private final Dataset<Row> dataset;
  private final String image;
  private final String label;
  private final NetworkShape shape;
  private final Preparation preparation;
  private final List<String> classNames;
  private final OnCorrupt onCorrupt;

  private ImageRows(
      Dataset<Row> dataset,
      String image,
      String label,
      NetworkShape shape,
      Preparation preparation,
      List<String> classNames,
      OnCorrupt onCorrupt) {
    this.dataset = dataset;
    this.image = image;
    this.label = label;
    this.shape = shape;
    this.preparation = preparation;
    this.classNames = List.copyOf(classNames);
    this.onCorrupt = onCorrupt;
    check(dataset.schema(), image, label, shape, preparation);
  }

  /**
   * Whether there can be images and labels in such columns.
   *
   * @param preparation of pictures; null: the default
   * @throws IllegalArgumentException naming a column that is not there, or of another type
   */
  public static void check(
      StructType schema, String image, String label, NetworkShape shape, Preparation preparation) {
    LabelColumn.check(schema, label);
    ImageColumn.of(schema, image, shape, preparation);
  }

  /**
   * Some columns.
   *
   * @param image name of a column, as label
   * @param shape of the network that will be trained
   * @throws IllegalArgumentException naming a column that is not there, or of another type
   */
  public static ImageRows of(Dataset<Row> dataset, String image, String label, NetworkShape shape) {
    return new ImageRows(dataset, image, label, shape, null, List.of(), OnCorrupt.FAIL);
  }

  /**
   * Prepares pictures so; default: see {@link ImageColumn#of}. If it names classes, they are these.
   *
   * @throws IllegalArgumentException if the images are no pictures
   */
  public ImageRows preparation(Preparation newPreparation) {
    List<String> names =
        newPreparation.classNames().isEmpty() ? classNames : newPreparation.classNames();
    return new ImageRows(dataset, image, label, shape, newPreparation, names, onCorrupt);
  }

  /**
   * The classes, in the order of the network's outputs. Default: of strings those that occur,
   * sorted; of numbers the numbers.
   */
  public ImageRows classNames(List<String> names) {
    return new ImageRows(dataset, image, label, shape, preparation, names, onCorrupt);
  }

  /** What becomes of images that cannot be read; default: {@link OnCorrupt#FAIL}. */
  public ImageRows onCorrupt(OnCorrupt policy) {
    return new ImageRows(dataset, image, label, shape, preparation, classNames, policy);
  }

  /**
   * Reads all images, on the executors, which keep what a network sees of them, on disk where
   * memory is short.
   *
   * @throws IllegalArgumentException if there are no images, or not as many classes as the network
   *     has outputs; naming a row whose label is no class, or whose vector has another size
   * @throws dev.skipjack.spark.SparkTrainingException naming an image that cannot be read, where
   *     the policy is to fail, or none can
   */
  public PreparedRows prepare() {
    Dataset<Row> rows = dataset.select(columns());
    LabelColumn labels = LabelColumn.of(rows, label, shape, classNames);
    ImageColumn images = ImageColumn.of(rows.schema(), image, shape, preparation);
    JavaRDD<ImageRow> read =
        rows.toJavaRDD()
            .map(row -> read(row, images, labels))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      RowCounts counts = RowCounts.of(read);
      counts.check(onCorrupt, describe());
      return new PreparedRows(
          read,
          read.filter(ImageRow::isGood),
          counts,
          images.format(),
          labels.classNames(),
          images.preparation());
    } catch (RuntimeException e) {
      read.unpersist(false);
      throw e;
    }
  }

  private Column[] columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(dataset.col(Columns.quoted(image)));
    if (!label.equals(image)) {
      columns.add(dataset.col(Columns.quoted(label)));
    }
    String origin =
        ImageColumn.of(dataset.schema(), image, shape, preparation).originColumn(dataset.schema());
    if (origin != null && !origin.equals(label)) {
      columns.add(dataset.col(Columns.quoted(origin)));
    }
    return columns.toArray(new Column[0]);
  }

  private static ImageRow read(Row row, ImageColumn images, LabelColumn labels) {
    try {
      int number = labels.read(row);
      return ImageRow.of(images.read(row), number);
    } catch (CorruptImageException e) {
      return ImageRow.corrupt(e.getMessage());
    } catch (IllegalArgumentException e) {
      return ImageRow.wrong(e.getMessage());
    }
  }

  private String describe() {
    return String.format(
        Locale.ROOT, "the dataset with images in '%s' and labels in '%s'", image, label);
  }
}
