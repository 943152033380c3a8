package dev.skipjack.spark;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all trainings of these tests are compared with: the same in one process, without Spark.
 *
 * @param weights a safetensors file
 */
record OneProcess(byte[] weights, History history) {
  static final int SHARDS = 6;
  static final int EPOCHS = 2;

  /** Ten steps, in epochs of five. */
  static TrainingData data() {
    return new TrainingData(SpotData.train(300, 70), SpotData.test());
  }

  static TrainingNetwork network() {
    return SpotsNetwork.forTraining(3);
  }

  static OneProcess train() {
    try (TrainingNetwork network = network();
        Training training = Training.of(network)) {
      TrainingData data = data();
      training.data(data.train(), data.test()).microBatches(SHARDS).fit(EPOCHS);
      Path file = Files.createTempFile("one-process-", ".safetensors");
      try {
        Weights.save(network, file);
        return new OneProcess(Files.readAllBytes(file), training.history());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
