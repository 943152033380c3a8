package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A library under measurement: it builds the networks in its own terms. */
public interface Engine {
  /** Why it cannot run on this machine; it is then left out. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * Writes new weights in the library's own format, for predictions to start from.
   *
   * @param directory an existing one
   */
  void saveWeights(BenchmarkNetwork network, Path directory) throws IOException;

  /**
   * Builds the network: for training with new weights, for inference with those of {@link
   * #saveWeights}.
   */
  Workload open(BenchmarkCase benchmarkCase, Path directory) throws IOException;
}
