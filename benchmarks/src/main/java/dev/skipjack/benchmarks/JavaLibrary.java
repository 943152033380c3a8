package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A library in a JVM like this one.
 *
 * @param flags of a case's JVM
 * @param environment variables of its process
 */
record JavaLibrary(
    Supplier<Engine> engine,
    Function<BenchmarkCase, List<String>> flags,
    Map<String, String> environment)
    implements Library {
  private static final List<String> PREPARATION = List.of("-Xmx2048m");

  /** With the heap of the network. */
  JavaLibrary(Supplier<Engine> engine, Map<String, String> environment) {
    this(engine, measured -> List.of(heap(measured.network().heapMegabytes())), environment);
  }

  /** A JVM that keeps little of its heap, as docs/jvm.md says for where memory is short. */
  static JavaLibrary sparing(Supplier<Engine> engine) {
    return new JavaLibrary(
        engine,
        measured -> List.of(heap(measured.heapMegabytes()), "-Xms32m", "-XX:GCTimeRatio=1"),
        Map.of());
  }

  private static String heap(int megabytes) {
    return "-Xmx" + megabytes + "m";
  }

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
            PREPARATION,
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
        flags.apply(benchmarkCase),
        environment,
        threads,
        contestant,
        benchmarkCase,
        directory);
  }
}
