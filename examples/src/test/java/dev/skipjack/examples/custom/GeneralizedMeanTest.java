package dev.skipjack.examples.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.custom.GradientCheck;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weights;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneralizedMeanTest {
  @Test
  void gradientsAreRight() {
    GradientCheck.of(new GeneralizedMean(), 3, 5, 4);
  }

  @Test
  void itIsTheAverageForOneAndNearTheMaximumForManyPowers() {
    GeneralizedMean pool = new GeneralizedMean();
    Tensor input = new Tensor(1, 2, 2);
    System.arraycopy(new double[] {1, 2, 3, 6}, 0, input.values(), 0, 4);
    Tensor output = new Tensor(1, 1, 1);
    Weights weights = Weights.of(pool, input.shape(), output.shape());
    weights.get("p").values()[0] = 1;
    pool.forward(input, weights, output);
    assertThat(output.values()[0]).isCloseTo(3, within(1e-12));
    weights.get("p").values()[0] = 200;
    pool.forward(input, weights, output);
    assertThat(output.values()[0]).isCloseTo(6, within(0.05));
  }

  /** Bright discs against dark ones: the exponent and everything before it learn. */
  @Test
  void aNetworkWithItLearns() {
    byte[] pixels = new byte[64 * 28 * 28];
    int[] labels = new int[64];
    for (int image = 0; image < labels.length; image++) {
      labels[image] = image % 2;
      int radius = 4 + image % 5;
      for (int i = 0; i < 28 * 28; i++) {
        int y = i / 28 - 14;
        int x = i % 28 - 14;
        boolean inside = x * x + y * y < radius * radius;
        pixels[image * 28 * 28 + i] = (byte) (inside == (labels[image] == 0) ? 200 : 30);
      }
    }
    List<String> names = IntStream.range(0, 10).mapToObj(c -> "class " + c).toList();
    Batches batches = new ImageSet("discs", 1, 28, 28, pixels, labels, names).shuffle(1).batch(8);
    try (RetrievalNetTraining network = RetrievalNetNetwork.forTraining(3);
        Training training = Training.of(network)) {
      double[] before = power(network);
      training.data(batches, batches).optimizer(Sgd.nesterov(0.9));
      training.schedule(Schedule.constant(0.02)).fit(8);
      assertThat(power(network)).isNotEqualTo(before);
      assertThat(training.history().epochs().get(7).test().accuracy()).isEqualTo(1);
    }
  }

  private static double[] power(RetrievalNetTraining network) {
    return network.parameterList().stream()
        .filter(parameter -> parameter.name().equals("pool.p"))
        .map(parameter -> network.readOnly(parameter).dup().toDoubleVector())
        .findFirst()
        .orElseThrow();
  }
}
