package dev.skipjack.spark.ml;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.spark.data.ImageColumn;
import dev.skipjack.spark.data.OnCorrupt;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Adds predictions to the rows of a partition.
 *
 * @param model the class annotated with {@code @Model}
 * @param weights a safetensors file
 * @param checksum of them
 * @param preparation of pictures, as JSON; null: values as they are
 * @param batch images at once
 * @param prediction whether the likeliest class is added
 * @param probability whether the probability of each class is added
 */
record RowPredictor(
    Class<?> model,
    Broadcast<byte[]> weights,
    String checksum,
    ImageColumn column,
    String preparation,
    OnCorrupt onCorrupt,
    int batch,
    boolean prediction,
    boolean probability)
    implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    Preparation pictures = preparation == null ? null : PreparationJson.read(preparation);
    TaskNetwork network =
        new TaskNetwork(ExecutorNetworks.fork(model, checksum, weights), column.format(), pictures);
    TaskContext task = TaskContext.get();
    TaskCompletionListener close = ended -> network.close(); // whoever reads may stop early
    task.addTaskCompletionListener(close);
    return new PredictedRows(this, rows, network);
  }
}
