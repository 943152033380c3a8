package dev.skipjack.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;

/**
 * Makes images of rows in every worker. It travels to the executors.
 *
 * @param <R> a row, serializable
 */
@FunctionalInterface
public interface RowSource<R> extends Serializable {
  /**
   * Once in each worker and attempt, which closes it.
   *
   * @param rows all rows, in an order that differs from worker to worker and run to run: sort them
   *     by something that belongs to a row. They come from the network and are to be read once;
   *     what is too much for memory goes to the executor's disk
   */
  TrainingData open(Iterator<R> rows) throws IOException;
}
