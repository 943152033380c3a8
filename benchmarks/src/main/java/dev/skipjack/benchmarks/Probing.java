package dev.skipjack.benchmarks;

import dev.skipjack.benchmarks.machine.Machine;
import dev.skipjack.benchmarks.machine.MatrixProduct;
import dev.skipjack.benchmarks.machine.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks every matrix product, each in its own process, and keeps the best answers. */
final class Probing {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";
  private static final List<String> HEAP = List.of("-Xmx2048m");

  private Probing() {}

  static Machine measure(Set<MatrixProduct> products, int threads) throws IOException {
    MatrixProduct fastest = null;
    double gigaflops = 0;
    double copyGigabytes = 0;
    for (MatrixProduct product : products) {
      try (ChildProcess process =
          ChildProcess.java(Probe.class, HEAP, Map.of(), threads, product, threads)) {
        Probe.Answer answer = process.answer(Probe.Answer.class);
        if (answer.productGigaflops() > gigaflops) {
          fastest = product;
          gigaflops = answer.productGigaflops();
        }
        copyGigabytes = Math.max(copyGigabytes, answer.copyGigabytes());
      }
    }
    String jdk = System.getProperty("java.version") + " of " + System.getProperty("java.vendor");
    return new Machine(processor(), threads, jdk, fastest, gigaflops, copyGigabytes);
  }

  /** Linux names the model; elsewhere the architecture has to do. */
  private static String processor() throws IOException {
    if (Files.isReadable(PROCESSORS)) {
      for (String line : Files.readAllLines(PROCESSORS)) {
        if (line.startsWith(MODEL)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
