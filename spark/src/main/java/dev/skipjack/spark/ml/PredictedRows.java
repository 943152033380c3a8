package dev.skipjack.spark.ml;

import dev.skipjack.spark.data.CorruptImageException;
import dev.skipjack.spark.data.OnCorrupt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows with their predictions, in their order, of which some are read and predicted at once. */
final class PredictedRows implements Iterator<Row> {
  private final RowPredictor settings;
  private final Iterator<Row> rows;
  private final TaskNetwork network;
  private final Queue<Row> ready = new ArrayDeque<>();

  PredictedRows(RowPredictor settings, Iterator<Row> rows, TaskNetwork network) {
    this.settings = settings;
    this.rows = rows;
    this.network = network;
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (ready.isEmpty()) {
      predict();
    }
    return ready.remove();
  }

  private void predict() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    List<Row> some = new ArrayList<>();
    List<byte[]> images = new ArrayList<>(); // null where one cannot be read
    List<byte[]> readable = new ArrayList<>();
    while (rows.hasNext() && some.size() < settings.batch()) {
      Row row = rows.next();
      byte[] image = read(row);
      some.add(row);
      images.add(image);
      if (image != null) {
        readable.add(image);
      }
    }
    Iterator<double[]> probabilities =
        readable.isEmpty() ? null : Arrays.asList(network.probabilities(readable)).iterator();
    for (int i = 0; i < some.size(); i++) {
      ready.add(withPrediction(some.get(i), images.get(i) == null ? null : probabilities.next()));
    }
  }

  private byte[] read(Row row) {
    try {
      return settings.column().read(row);
    } catch (CorruptImageException e) {
      if (settings.onCorrupt() == OnCorrupt.FAIL) {
        throw new IllegalArgumentException(
            e.getMessage() + "; OnCorrupt.SKIP predicts null for it", e);
      }
      return null;
    }
  }

  private Row withPrediction(Row row, double[] probabilities) {
    List<Object> values = new ArrayList<>(row.size() + 2);
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i));
    }
    if (settings.prediction()) {
      values.add(probabilities == null ? null : likeliest(probabilities));
    }
    if (settings.probability()) {
      values.add(probabilities == null ? null : Vectors.dense(probabilities));
    }
    return RowFactory.create(values.toArray());
  }

  /** The first of the likeliest; NaN where nothing is known. */
  private static Double likeliest(double[] probabilities) {
    int best = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (Double.isNaN(probabilities[i])) {
        return Double.NaN;
      }
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return (double) best;
  }
}
