package dev.skipjack.benchmarks.skipjack;

import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.TrainingRecipe;
import dev.skipjack.benchmarks.Workload;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Training steps of a generated network, with Nesterov's momentum. */
final class SkipjackTraining implements Workload {
  private final TrainingNetwork network;
  private final Optimizer.State optimizer;
  private final CrossEntropy loss = new CrossEntropy();
  private final INDArray images;
  private final int[] labels;
  private final INDArray gradient;

  SkipjackTraining(TrainingNetwork network, RandomBatch batch) {
    this.network = network;
    this.optimizer =
        Sgd.nesterov(TrainingRecipe.MOMENTUM)
            .weightDecay(TrainingRecipe.WEIGHT_DECAY)
            .open(network.trainableLength(), network.dataType());
    this.images = Nd4j.create(batch.images(), batch.shape(), 'c');
    this.labels = batch.labels();
    this.gradient = Nd4j.create(network.dataType(), labels.length, network.classes());
  }

  @Override
  public long parameters() {
    return SkipjackEngine.parameters(network);
  }

  @Override
  public double step() {
    double mean = loss.run(network.forward(images), labels, gradient);
    network.backward(gradient);
    optimizer.step(network.trainable(), network.gradients(), TrainingRecipe.LEARNING_RATE);
    return mean;
  }

  @Override
  public void close() {
    gradient.close();
    images.close();
    optimizer.close();
    network.close();
  }
}
