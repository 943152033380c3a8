package dev.skipjack.runtime.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How well a network does on labelled images: what it took for what. Nothing depends on how the
 * images were divided into batches.
 */
public abstract sealed class Evaluation permits ClassificationEvaluation, SegmentationEvaluation {
  private final long[][] confusion;
  private final long[] undecided;
  private final Loss.Total total;
  private final List<Measure> measures = new ArrayList<>();

  /** Of an evaluation of an earlier run, which is over. */
  private Map<String, Double> measured = Map.of();

  private long images;
  private long counted;
  private long right;

  /**
   * @param total of the loss; null: the mean of what {@link #add} is told
   */
  Evaluation(int classes, Loss.Total total) {
    this.confusion = new long[classes][classes];
    this.undecided = new long[classes];
    this.total = total == null ? new MeanOverCounted() : total;
  }

  /** A metric and what it gathers. */
  private record Measure(Metric metric, Metric.Accumulation accumulation) {}

  /** Each image, or pixel that counts, with the mean of its batch. */
  private final class MeanOverCounted implements Loss.Total {
    private double sum;
    private long before;

    @Override
    public void add(double loss, int images) {
      if (counted > before) {
        sum += loss * (counted - before);
      }
      before = counted;
    }

    @Override
    public double value() {
      return sum / counted;
    }

    @Override
    public double[] save() {
      return new double[] {sum, before};
    }

    @Override
    public void restore(double[] saved) {
      sum = saved[0];
      before = (long) saved[1];
    }
  }

  /**
   * Adds a batch. Where a logit is NaN nothing was predicted: that counts as wrong, and {@link
   * #withoutPrediction} tells how often it was so.
   *
   * @param output of the network
   * @param labels as its loss takes them
   * @param meanLoss of the images of the batch, or of its pixels that count
   * @throws IllegalArgumentException if output or labels are not of the classes of this evaluation;
   *     nothing is counted then
   */
  public abstract void add(INDArray output, int[] labels, double meanLoss);

  /** Refuses what is not {@code [N, classes]} or, with a rank of 4, {@code [N, classes, H, W]}. */
  final void checkLogits(INDArray output, int rank) {
    if (output.rank() != rank || output.size(1) != confusion.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s of %d classes takes logits [N, %2$d%s], got %s: make it with the network's classes; ClassificationEvaluation is for labels of images, SegmentationEvaluation for label maps",
              getClass().getSimpleName(),
              confusion.length,
              rank == 4 ? ", H, W" : "",
              Arrays.toString(output.shape())));
    }
  }

  /**
   * Counts an image or a pixel.
   *
   * @param predicted its class; below 0: none, because a logit is NaN
   */
  final void count(int label, int predicted) {
    counted++;
    if (predicted < 0) {
      undecided[label]++;
    } else {
      confusion[label][predicted]++;
      right += label == predicted ? 1 : 0;
    }
  }

  final void addLoss(INDArray output, int[] labels, double meanLoss) {
    int batch = (int) output.size(0);
    images += batch;
    total.add(meanLoss, batch);
    for (int i = 0; i < measures.size(); i++) {
      measures.get(i).accumulation().add(output, labels);
    }
  }

  /** Has these measured too, from the next batch on. */
  final void measure(List<Metric> metrics) {
    for (Metric metric : metrics) {
      measures.add(new Measure(metric, metric.open(confusion.length)));
    }
  }

  /** What {@link #metrics} were, when this was saved. */
  final void measured(Map<String, Double> values) {
    measured = values;
  }

  /** What was asked for beside loss and accuracy, by {@link Metric#name}. */
  public final Map<String, Double> metrics() {
    Map<String, Double> values = new LinkedHashMap<>(measured);
    for (Measure measure : measures) {
      values.put(measure.metric().name(), measure.accumulation().value(this));
    }
    return Collections.unmodifiableMap(values);
  }

  /** How many classes the network knows. */
  public final int classes() {
    return confusion.length;
  }

  public final long images() {
    return images;
  }

  /** The images that have a label, or the pixels that count. */
  public final long counted() {
    return counted;
  }

  /** Of the loss: what is added up of it. */
  final Loss.Total total() {
    return total;
  }

  /**
   * Everything that was counted, by name, for a checkpoint; the loss is in {@link #total}. Counts
   * are whole numbers below 2⁵³.
   */
  Map<String, double[]> save() {
    Map<String, double[]> saved = new LinkedHashMap<>();
    saved.put("images, counted, right", new double[] {images, counted, right});
    saved.put("undecided", Arrays.stream(undecided).asDoubleStream().toArray());
    saved.put("confusion", sparse());
    return saved;
  }

  /** Goes on from what {@link #save} gave. */
  void restore(Map<String, double[]> saved) {
    double[] counts = saved.get("images, counted, right");
    images = (long) counts[0];
    counted = (long) counts[1];
    right = (long) counts[2];
    double[] none = saved.get("undecided");
    for (int c = 0; c < undecided.length; c++) {
      undecided[c] = (long) none[c];
    }
    double[] cells = saved.get("confusion");
    for (int i = 0; i < cells.length; i += 3) {
      confusion[(int) cells[i]][(int) cells[i + 1]] = (long) cells[i + 2];
    }
  }

  /** Adds what another evaluation of these classes gave as {@link #save}; the loss is apart. */
  void add(Map<String, double[]> saved) {
    double[] counts = saved.get("images, counted, right");
    images += (long) counts[0];
    counted += (long) counts[1];
    right += (long) counts[2];
    double[] none = saved.get("undecided");
    for (int c = 0; c < undecided.length; c++) {
      undecided[c] += (long) none[c];
    }
    double[] cells = saved.get("confusion");
    for (int i = 0; i < cells.length; i += 3) {
      confusion[(int) cells[i]][(int) cells[i + 1]] += (long) cells[i + 2];
    }
  }

  /** Has seen nothing; the loss is apart. */
  void clear() {
    images = 0;
    counted = 0;
    right = 0;
    Arrays.fill(undecided, 0);
    for (long[] row : confusion) {
      Arrays.fill(row, 0);
    }
  }

  /** Row, column and count of each cell that has one: of a thousand classes, few have. */
  private double[] sparse() {
    DoubleStream.Builder cells = DoubleStream.builder();
    for (int row = 0; row < confusion.length; row++) {
      for (int column = 0; column < confusion.length; column++) {
        if (confusion[row][column] > 0) {
          cells.add(row).add(column).add(confusion[row][column]);
        }
      }
    }
    return cells.build().toArray();
  }

  /** For instance {@code 2,000 images}, and whether nothing was predicted for some. */
  final String describeImages(String what) {
    long without = withoutPrediction();
    return String.format(
        Locale.ROOT,
        "%,d image%s%s",
        images,
        images == 1 ? "" : "s",
        without == 0
            ? ""
            : String.format(
                Locale.ROOT, "; %,d of %,d %s have a logit of NaN", without, counted, what));
  }

  /**
   * The loss of all images as if they were one batch: for cross-entropy the mean over the images,
   * or over the pixels that count.
   */
  public final double loss() {
    return total.value();
  }

  /**
   * The share of images with a label, or of the pixels that count, whose highest logit is that of
   * their class.
   */
  public final double accuracy() {
    return (double) right / counted;
  }

  /** How many images, or pixels that count, have a logit of NaN, so that nothing was predicted. */
  public final long withoutPrediction() {
    return Arrays.stream(undecided).sum();
  }

  /** How many images or pixels have this label. */
  public final long labelled(int label) {
    return Arrays.stream(confusion[label]).sum() + undecided[label];
  }

  /** How many images or pixels were taken for this class. */
  public final long predicted(int predicted) {
    long sum = 0;
    for (long[] row : confusion) {
      sum += row[predicted];
    }
    return sum;
  }

  /**
   * Counts of images or pixels, {@code [true class][predicted class]}; those {@link
   * #withoutPrediction} are not among them.
   */
  public final long[][] confusion() {
    long[][] copy = new long[confusion.length][];
    for (int c = 0; c < copy.length; c++) {
      copy[c] = confusion[c].clone();
    }
    return copy;
  }
}
