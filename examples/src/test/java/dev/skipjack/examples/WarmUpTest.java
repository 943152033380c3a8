package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.examples.networks.classic.LeNet5Network;
import dev.skipjack.examples.networks.segmentation.LandWaterUNetNetwork;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A server predicts zeros before it is asked. */
class WarmUpTest {
  @Test
  void changesNoPrediction() {
    INDArray images = Nd4j.rand(DataType.FLOAT, 2, 1, 32, 32);
    try (TrainingNetwork training = LeNet5Network.forTraining(1);
        InferenceNetwork network = training.inference();
        InferenceNetwork fork = network.fork()) {
      float[] before = network.predict(images).ravel().toFloatVector();
      Duration took = network.warmUp(2);
      assertThat(took).isBetween(Duration.ofMillis(900), Duration.ofSeconds(40));
      assertThat(network.predict(images).ravel().toFloatVector()).isEqualTo(before);
      assertThat(fork.predict(images).ravel().toFloatVector()).isEqualTo(before);
    }
  }

  @Test
  void asksForTheSizeWhereItMayBeAny() {
    try (TrainingNetwork training = LandWaterUNetNetwork.forTraining(1);
        InferenceNetwork network = training.inference()) {
      assertThatThrownBy(() -> network.warmUp(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("LandWaterUNet takes images of any size")
          .hasMessageContaining("warmUp(images, height, width)");
      assertThatThrownBy(() -> network.warmUp(1, 33, 32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nearest heights");
      assertThatThrownBy(() -> network.warmUp(0, 32, 32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 1 image");
    }
  }
}
