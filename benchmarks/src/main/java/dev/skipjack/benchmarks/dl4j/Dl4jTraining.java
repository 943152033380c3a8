package dev.skipjack.benchmarks.dl4j;

import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Training steps of a graph, with Nesterov's momentum. */
final class Dl4jTraining implements Workload {
  private final ComputationGraph graph;
  private final DataSet data;

  Dl4jTraining(ComputationGraph graph, RandomBatch batch, int classes) {
    this.graph = graph;
    INDArray oneHot = Nd4j.zeros(DataType.FLOAT, batch.labels().length, classes);
    for (int n = 0; n < batch.labels().length; n++) {
      oneHot.putScalar(n, batch.labels()[n], 1);
    }
    this.data = new DataSet(Nd4j.create(batch.images(), batch.shape(), 'c'), oneHot);
  }

  @Override
  public long parameters() {
    long count = 0;
    for (Map.Entry<String, INDArray> parameter : graph.paramTable().entrySet()) {
      String key = parameter.getKey();
      boolean running =
          key.endsWith("_" + BatchNormalizationParamInitializer.GLOBAL_MEAN)
              || key.endsWith("_" + BatchNormalizationParamInitializer.GLOBAL_VAR)
              || key.endsWith("_" + BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
      count += running ? 0 : parameter.getValue().length();
    }
    return count;
  }

  @Override
  public double step() {
    graph.fit(data);
    return graph.score();
  }

  @Override
  public void close() {
    graph.close();
  }
}
