package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A library in a JVM like this one.
 *
 * @param environment variables of its process
 */
record JavaLibrary(Supplier<Engine> engine, Map<String, String> environment) implements Library {
  private static final int PREPARATION_MEGABYTES = 2048;

  @Override
  public Optional<String> missing() {
    return engine.get().missing();
  }

  @Override
  public void prepare(
      Contestant contestant, BenchmarkCase benchmarkCase, Path directory, int threads)
      throws IOException, InterruptedException {
    try (ChildProcess process =
        ChildProcess.java(
            Preparation.class,
            PREPARATION_MEGABYTES,
            environment,
            threads,
            contestant,
            benchmarkCase,
            directory)) {
      process.await();
    }
  }

  @Override
  public ChildProcess start(
      Contestant contestant, BenchmarkCase benchmarkCase, Path directory, int threads)
      throws IOException {
    return ChildProcess.java(
        Worker.class,
        benchmarkCase.network().heapMegabytes(),
        environment,
        threads,
        contestant,
        benchmarkCase,
        directory);
  }
}
