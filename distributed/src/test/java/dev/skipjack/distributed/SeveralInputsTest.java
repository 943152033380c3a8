package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.distributed.Workers.Outcome;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Table;
import dev.skipjack.runtime.train.GradientExchange;
import dev.skipjack.runtime.train.Training;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers of a network with several inputs compute what one process computes, to the last bit. */
class SeveralInputsTest {
  /** Of each pair the table says the class of the first image, but for a third of them. */
  private static Batches pairs(int images, long seed) {
    ImageSet left = SpotData.set(images, seed);
    Images right = Images.of(SpotData.set(images, seed + 7)).augment(Augmentation.shift(2));
    float[][] rows = new float[images][2];
    for (int i = 0; i < images; i++) {
      rows[i][0] = i % 3 == 0 ? 0 : left.label(i);
      rows[i][1] = i % 5;
    }
    Dataset set = left.with("other", right).with("table", Table.of(rows));
    return Images.of(set).augment(Augmentation.flip()).shuffle(seed).batch(38);
  }

  private static List<Double> trained(GradientExchange exchange) {
    try (TrainingNetwork network = PairsNetwork.forTraining(3);
        Training training = Training.of(network)) {
      training.data(pairs(250, 1), pairs(60, 2)).microBatches(4);
      if (exchange != null) {
        training.exchange(exchange);
      }
      training.fit(2);
      return Arrays.stream(network.parameters().dup().data().asDouble()).boxed().toList();
    }
  }

  @Test
  void anyNumberOfWorkersGivesTheBytesOfOneProcess() {
    List<Double> expected = trained(null);
    for (Outcome<List<Double>> outcome : Workers.run(3, SeveralInputsTest::trained)) {
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.result()).isEqualTo(expected);
    }
  }
}
