package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes weights for predictions. It runs before anything is measured and also leaves a library's
 * native files unpacked.
 */
final class Preparation {
  private Preparation() {}

  /** Arguments: contestant, case, directory of weights. */
  public static void main(String[] arguments) throws IOException {
    BenchmarkCase benchmarkCase = BenchmarkCase.parse(arguments[1]);
    Contestant.parse(arguments[0])
        .engine()
        .saveWeights(benchmarkCase.network(), Path.of(arguments[2]));
  }
}
