package dev.skipjack.benchmarks.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.skipjack.benchmarks.BenchmarkCase;
import dev.skipjack.benchmarks.BenchmarkNetwork;
import dev.skipjack.benchmarks.Engine;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import dev.skipjack.benchmarks.skipjack.SkipjackEngine;
import dev.skipjack.onnx.Onnx;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Our networks, exported, in ONNX Runtime, which only predicts. */
public final class OnnxRuntimeEngine implements Engine {
  /** Its jar has the native libraries of some platforms. */
  @Override
  public Optional<String> missing() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = system.startsWith("mac") ? "osx" : system.startsWith("windows") ? "win" : system;
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64";
    String library =
        String.format(
            Locale.ROOT,
            "/ai/onnxruntime/native/%s-%s/%s",
            name,
            processor,
            System.mapLibraryName("onnxruntime"));
    return OrtEnvironment.class.getResource(library) == null
        ? Optional.of("its jar has no " + library)
        : Optional.empty();
  }

  @Override
  public void saveWeights(BenchmarkNetwork network, Path directory) throws IOException {
    try (TrainingNetwork training = SkipjackEngine.training(network)) {
      Onnx.save(training, file(network, directory));
    }
  }

  @Override
  public Workload open(BenchmarkCase benchmarkCase, Path directory) throws IOException {
    if (benchmarkCase.task() != BenchmarkCase.Task.INFER) {
      throw new IllegalArgumentException("ONNX Runtime only predicts, not " + benchmarkCase);
    }
    try {
      return new OnnxRuntimeInference(
          file(benchmarkCase.network(), directory), RandomBatch.of(benchmarkCase));
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }

  private static Path file(BenchmarkNetwork network, Path directory) {
    return directory.resolve(network + ".onnx");
  }
}
