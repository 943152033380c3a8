package dev.skipjack.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.PixelNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Users may close what they are given; networks go on, and write to no memory that is freed. */
class ClosedResultsTest {
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aNetworkGoesOnAfterItsResultsWereClosed(DataType type) {
    INDArray images = Nd4j.rand(type, 3, 1, 2, 2);
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 3, type, 1);
        InferenceNetwork inference = network.inference()) {
      INDArray expected = network.forward(images).dup();
      for (int i = 0; i < 3; i++) {
        INDArray trained = network.forward(images);
        assertThat(trained).isEqualTo(expected);
        close(trained);
        close(network.outputs().get(0));
        INDArray predicted = inference.predict(images);
        assertThat(predicted).isEqualTo(expected);
        close(predicted);
      }
    }
  }

  /** Views are not closed. */
  private static void close(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }
}
