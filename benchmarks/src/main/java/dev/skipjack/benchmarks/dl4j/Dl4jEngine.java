package dev.skipjack.benchmarks.dl4j;

import dev.skipjack.benchmarks.BenchmarkCase;
import dev.skipjack.benchmarks.BenchmarkNetwork;
import dev.skipjack.benchmarks.Engine;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** DL4J as released; it only trains here. */
public final class Dl4jEngine implements Engine {
  /** Nothing: predictions are not measured. */
  @Override
  public void saveWeights(BenchmarkNetwork network, Path directory) {}

  @Override
  public Workload open(BenchmarkCase benchmarkCase, Path directory) {
    if (benchmarkCase.task() != BenchmarkCase.Task.TRAIN) {
      throw new IllegalArgumentException("DL4J only trains here, not " + benchmarkCase);
    }
    ComputationGraph graph = new ComputationGraph(Dl4jGraph.of(benchmarkCase.network()));
    graph.init();
    return new Dl4jTraining(
        graph, RandomBatch.of(benchmarkCase), benchmarkCase.network().classes());
  }
}
