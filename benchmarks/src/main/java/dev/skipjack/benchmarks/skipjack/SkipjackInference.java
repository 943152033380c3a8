package dev.skipjack.benchmarks.skipjack;

import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import dev.skipjack.runtime.InferenceNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Predictions of a generated network. */
final class SkipjackInference implements Workload {
  private final InferenceNetwork network;
  private final INDArray images;

  SkipjackInference(InferenceNetwork network, RandomBatch batch) {
    this.network = network;
    this.images = Nd4j.create(batch.images(), batch.shape(), 'c');
  }

  @Override
  public long parameters() {
    return SkipjackEngine.parameters(network);
  }

  @Override
  public double step() {
    return network.predict(images).getDouble(0, 0);
  }

  @Override
  public void close() {
    images.close();
    network.close();
  }
}
