package dev.skipjack.spark.data;

import dev.skipjack.spark.SparkTrainingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the rows of a dataset are like. No record: Spark's Kryo cannot read those. */
final class RowCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RowCounts.class);
  private static final int NAMED = 5;
  private static final RowCounts NONE =
      new RowCounts(0, 0, new ArrayList<>(), 0, new ArrayList<>());

  private final long images;
  private final long corrupt;
  private final ArrayList<String> firstCorrupt; // serializable, as List is not said to be
  private final long wrong;
  private final ArrayList<String> firstWrong;

  /**
   * @param images that can be trained on
   * @param corrupt that cannot be read
   * @param firstCorrupt what is wrong with some of them: the first texts in alphabetical order,
   *     wherever they lie
   * @param wrong rows that no policy passes over
   * @param firstWrong what is wrong with some of them
   */
  private RowCounts(
      long images,
      long corrupt,
      ArrayList<String> firstCorrupt,
      long wrong,
      ArrayList<String> firstWrong) {
    this.images = images;
    this.corrupt = corrupt;
    this.firstCorrupt = firstCorrupt;
    this.wrong = wrong;
    this.firstWrong = firstWrong;
  }

  /** Counts, in a job. */
  static RowCounts of(JavaRDD<ImageRow> rows) {
    return rows.mapPartitions(part -> List.of(of(part)).iterator()).collect().stream()
        .reduce(NONE, RowCounts::plus);
  }

  private static RowCounts of(Iterator<ImageRow> rows) {
    long images = 0;
    long corrupt = 0;
    long wrong = 0;
    ArrayList<String> corruptTexts = new ArrayList<>();
    ArrayList<String> wrongTexts = new ArrayList<>();
    while (rows.hasNext()) {
      ImageRow row = rows.next();
      if (row.isGood()) {
        images++;
      } else if (row.corrupt() != null) {
        corrupt++;
        corruptTexts = first(corruptTexts, List.of(row.corrupt()));
      } else {
        wrong++;
        wrongTexts = first(wrongTexts, List.of(row.wrong()));
      }
    }
    return new RowCounts(images, corrupt, corruptTexts, wrong, wrongTexts);
  }

  private RowCounts plus(RowCounts other) {
    return new RowCounts(
        images + other.images,
        corrupt + other.corrupt,
        first(firstCorrupt, other.firstCorrupt),
        wrong + other.wrong,
        first(firstWrong, other.firstWrong));
  }

  private static ArrayList<String> first(List<String> some, List<String> others) {
    return new ArrayList<>(
        Stream.concat(some.stream(), others.stream()).sorted().limit(NAMED).toList());
  }

  /** How many can be trained on. */
  long images() {
    return images;
  }

  /** How many cannot be read. */
  long corrupt() {
    return corrupt;
  }

  /**
   * @param dataset what it is called
   */
  void check(OnCorrupt policy, String dataset) {
    if (wrong > 0) {
      throw new IllegalArgumentException(firstWrong.get(0) + more(wrong, "rows"));
    }
    if (images + corrupt == 0) {
      throw new IllegalArgumentException(dataset + " has no rows");
    }
    if (corrupt > 0 && (policy == OnCorrupt.FAIL || images == 0)) {
      throw new SparkTrainingException(
          firstCorrupt.get(0)
              + more(corrupt, "images")
              + (images == 0 ? ": none is left" : "; OnCorrupt.SKIP trains without"));
    }
    if (corrupt > 0) {
      LOG.warn(
          "{} of {} images are skipped, among them: {}",
          corrupt,
          images + corrupt,
          String.join("; ", firstCorrupt));
    }
  }

  private static String more(long count, String what) {
    return count == 1 ? "" : String.format(Locale.ROOT, " (and %,d other %s)", count - 1, what);
  }
}
