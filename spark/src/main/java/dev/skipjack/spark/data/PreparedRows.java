package dev.skipjack.spark.data;

import dev.skipjack.runtime.data.StoredImages;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.spark.RowSource;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Images of one size with their labels, as Spark keeps them until this is closed. See {@link
 * ImageRows}.
 */
public final class PreparedRows implements AutoCloseable {
  private final JavaRDD<ImageRow> kept;
  private final JavaRDD<ImageRow> good;
  private final RowCounts counts;
  private final StoredImages.Format format;
  private final List<String> classNames;
  private final Preparation preparation;

  PreparedRows(
      JavaRDD<ImageRow> kept,
      JavaRDD<ImageRow> good,
      RowCounts counts,
      StoredImages.Format format,
      List<String> classNames,
      Preparation preparation) {
    this.kept = kept;
    this.good = good;
    this.counts = counts;
    this.format = format;
    this.classNames = List.copyOf(classNames);
    this.preparation = preparation;
  }

  /** For {@link dev.skipjack.spark.SparkTraining#data(JavaRDD, RowSource)}. */
  public JavaRDD<ImageRow> rows() {
    return good;
  }

  /** How many can be trained on. */
  public long images() {
    return counts.images();
  }

  /** How many images could not be read. */
  public long skipped() {
    return counts.corrupt();
  }

  /** In the order of the labels. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * What makes data of the rows in every worker: all images, none to evaluate on.
   *
   * @param batch images, of which each worker computes its parts
   * @param seed of the order, of augmentation and of what is validated on
   */
  public StoredRows source(int batch, long seed) {
    String text = preparation == null ? null : PreparationJson.write(preparation);
    return new StoredRows(format, classNames, text, batch, seed, 0, null);
  }

  /** Frees what Spark keeps. */
  @Override
  public void close() {
    kept.unpersist(false);
  }
}
