package dev.skipjack.spark;

import java.io.IOException;
import java.io.Serializable;

/**
 * Opens the images in every worker, for instance {@code () -> new
 * TrainingData(Cifar10.train(directory).shuffle(1).batch(256),
 * Cifar10.test(directory).batch(500))}: from a file system that all executors see, or from what is
 * in the jar. It travels to the executors.
 */
@FunctionalInterface
public interface DataSource extends Serializable {
  /** Once in each worker and attempt, which closes it. */
  TrainingData open() throws IOException;
}
