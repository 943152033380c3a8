package dev.skipjack.spark;

import dev.skipjack.runtime.data.Batches;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a worker trains on, and evaluates on: the same images in the same order in all workers.
 *
 * @param train batches of the whole size, of which each worker computes its parts
 * @param test null without any
 * @param files what is closed after the training, files on the executor's disk for instance; null:
 *     nothing
 */
public record TrainingData(Batches train, Batches test, Closeable files) implements AutoCloseable {
  /** Without anything to close. */
  public TrainingData(Batches train, Batches test) {
    this(train, test, null);
  }

  @Override
  public void close() {
    if (files != null) {
      try {
        files.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
