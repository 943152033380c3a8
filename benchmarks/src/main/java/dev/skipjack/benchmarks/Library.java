package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** How a contestant is prepared and started. */
interface Library {
  /** Variables by which glibc keeps freed memory, in huge pages, instead of unmapping it. */
  Map<String, String> KEEPING_MEMORY =
      Map.of(
          "GLIBC_TUNABLES",
          String.join(
              ":",
              "glibc.malloc.hugetlb=1",
              "glibc.malloc.mmap_max=0",
              "glibc.malloc.trim_threshold=17179869184",
              "glibc.malloc.top_pad=268435456",
              "glibc.malloc.arena_max=1"));

  /** Why it cannot run on this machine; it is then left out. */
  Optional<String> missing();

  /** Does what has to be done before anything is measured. */
  void prepare(Contestant contestant, BenchmarkCase benchmarkCase, Path directory, int threads)
      throws IOException, InterruptedException;

  /** Starts the process that answers as {@link Worker} does. */
  ChildProcess start(
      Contestant contestant, BenchmarkCase benchmarkCase, Path directory, int threads)
      throws IOException;
}
