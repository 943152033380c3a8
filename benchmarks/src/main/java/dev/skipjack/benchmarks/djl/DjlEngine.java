package dev.skipjack.benchmarks.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import dev.skipjack.benchmarks.BenchmarkCase;
import dev.skipjack.benchmarks.BenchmarkNetwork;
import dev.skipjack.benchmarks.Engine;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import java.io.IOException;
import java.nio.file.Path;

/** DJL on PyTorch, as a careful user of DJL writes it. */
public final class DjlEngine implements Engine {
  @Override
  public void saveWeights(BenchmarkNetwork network, Path directory) throws IOException {
    try (Model model = model(network)) {
      model
          .getBlock()
          .initialize(
              model.getNDManager(),
              DataType.FLOAT32,
              new Shape(1, BenchmarkNetwork.CHANNELS, network.size(), network.size()));
      model.save(directory, network.toString());
    }
  }

  @Override
  public Workload open(BenchmarkCase benchmarkCase, Path directory) throws IOException {
    Model model = model(benchmarkCase.network());
    RandomBatch batch = RandomBatch.of(benchmarkCase);
    if (benchmarkCase.task() == BenchmarkCase.Task.TRAIN) {
      return new DjlTraining(model, batch);
    }
    try {
      model.load(directory, benchmarkCase.network().toString());
    } catch (MalformedModelException e) {
      throw new IOException(e);
    }
    return new DjlInference(model, batch);
  }

  private static Model model(BenchmarkNetwork network) {
    Block block = DjlNetworks.of(network);
    block.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2), Parameter.Type.WEIGHT);
    Model model = Model.newInstance(network.toString(), "PyTorch");
    model.setBlock(block);
    return model;
  }

  static NDArray images(NDManager manager, RandomBatch batch) {
    return manager.create(batch.images(), new Shape(batch.shape()));
  }

  static long parameters(Model model) {
    long count = 0;
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      boolean running =
          parameter.getType() == Parameter.Type.RUNNING_MEAN
              || parameter.getType() == Parameter.Type.RUNNING_VAR;
      count += running ? 0 : parameter.getArray().size();
    }
    return count;
  }
}
