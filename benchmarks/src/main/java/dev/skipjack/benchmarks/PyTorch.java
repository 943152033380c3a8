package dev.skipjack.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * PyTorch in Python, channels last, as its own performance guide asks for on a CPU. A child process
 * runs {@code pytorch_worker.py}, which answers as {@link Worker} does.
 */
final class PyTorch implements Library {
  private static final String SCRIPT = "pytorch_worker.py";

  /** Debian's, which has its {@code python3-torch}, or another by {@code -Dpython=}. */
  private static final String PYTHON = System.getProperty("python", "/usr/bin/python3");

  @Override
  public Optional<String> missing() {
    try {
      Process process =
          new ProcessBuilder(PYTHON, "-c", "import torch, torchvision")
              .redirectErrorStream(true)
              .start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() == 0) {
        return Optional.empty();
      }
      String last = said.substring(said.lastIndexOf('\n') + 1);
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s says '%s'; Debian's are in python3-torch and python3-torchvision,"
                  + " another Python is named by -Dskipjack.jdk.flags=-Dpython=PROGRAM",
              PYTHON,
              last));
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** Weights do not change how long it takes, and the script has nothing to unpack. */
  @Override
  public void prepare(
      Contestant contestant, BenchmarkCase benchmarkCase, Path directory, int threads) {}

  @Override
  public ChildProcess start(
      Contestant contestant, BenchmarkCase benchmarkCase, Path directory, int threads)
      throws IOException {
    Path script = directory.resolve(SCRIPT);
    try (InputStream text = PyTorch.class.getResourceAsStream(SCRIPT)) {
      Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
    }
    BenchmarkNetwork network = benchmarkCase.network();
    return ChildProcess.program(
        environment(threads),
        List.of(
            PYTHON,
            script.toString(),
            network.toString(),
            benchmarkCase.task().toString(),
            Integer.toString(benchmarkCase.batch()),
            Integer.toString(network.size()),
            Integer.toString(network.classes()),
            Integer.toString(threads)));
  }

  private static Map<String, String> environment(int threads) {
    Map<String, String> environment = new HashMap<>(KEEPING_MEMORY);
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    return environment;
  }
}
