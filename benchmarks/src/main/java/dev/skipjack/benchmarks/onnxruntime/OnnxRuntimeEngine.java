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
import java.util.Optional;

/** Our networks, exported, in ONNX Runtime, which only predicts. */
public final class OnnxRuntimeEngine implements Engine {
  @Override
  public Optional<String> missing() {
    try {
      OrtEnvironment.getEnvironment();
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("its native libraries do not load: " + e.getMessage());
    }
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
