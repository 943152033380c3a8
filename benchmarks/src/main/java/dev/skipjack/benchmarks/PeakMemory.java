package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most resident memory that this process has had, as Linux counts it. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String KEY = "VmHWM:";
  private static final int KIBIBYTE = 1024;

  private PeakMemory() {}

  /** In bytes, or null where the system does not tell. */
  static Long bytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return null;
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(KEY)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE;
      }
    }
    return null;
  }
}
