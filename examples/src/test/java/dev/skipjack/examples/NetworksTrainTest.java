package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.ImageSizes;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every network takes steps and predicts afterwards. The large ones take gigabytes, and up to two
 * minutes: they run with {@code -Dskipjack.networks=all -Dskipjack.jdk.flags=-Xmx8g}.
 */
class NetworksTrainTest {
  private static final int IMAGES = 2;
  private static final long MOST_MULTIPLY_ADDS = 300_000_000;

  /** Of a network for images of any size, which here are small. */
  private static final long MOST_PARAMETERS = 11_000_000;

  static List<Class<?>> models() {
    return NetworksTest.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void takesStepsAndPredicts(Class<?> model) throws IOException {
    assumeTrue(isSmall(model) || "all".equals(System.getProperty("skipjack.networks")));
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 1);
        Optimizer.State optimizer =
            Sgd.nesterov(0.9).open(network.trainableLength(), DataType.FLOAT)) {
      INDArray images = images(network, IMAGES);
      INDArray before = network.trainable().dup();
      for (int step = 0; step < 2; step++) {
        network.forward(images);
        network.backward(network.outputs().stream().map(NetworksTrainTest::cotangent).toList());
        assertThat(network.gradients().norm2Number().doubleValue()).isFinite().isPositive();
        optimizer.step(network.trainable(), network.gradients(), 1e-4);
      }
      assertThat(network.trainable().sub(before).norm2Number().doubleValue())
          .isFinite()
          .isPositive();
      assertThat(network.runningStatistics().isNaN().any()).isFalse();
      try (InferenceNetwork inference = network.inference()) {
        inference.predict(images);
        inference
            .outputs()
            .forEach(output -> assertThat(output.sumNumber().doubleValue()).isFinite());
      }
    }
  }

  static boolean isSmall(Class<?> model) throws IOException {
    JsonNode report = NetworksTest.report(model);
    return report.has("sizes")
        ? report.get("parameters").asLong() <= MOST_PARAMETERS
        : report.get("multiplyAdds").asLong() <= MOST_MULTIPLY_ADDS;
  }

  static INDArray images(TrainingNetwork network, int count) {
    int least = network.imageSizes().map(ImageSizes::minimum).orElse(0);
    int most = network.imageSizes().map(ImageSizes::multiple).orElse(0);
    int height = least == 0 ? network.inputHeight() : least + most;
    int width = least == 0 ? network.inputWidth() : least + 2 * most;
    Nd4j.getRandom().setSeed(1);
    return Nd4j.rand(DataType.FLOAT, count, network.inputChannels(), height, width);
  }

  /** As if the loss were a sum of the outputs with random weights. */
  static INDArray cotangent(INDArray output) {
    return Nd4j.rand(DataType.FLOAT, output.shape()).divi(output.length());
  }
}
