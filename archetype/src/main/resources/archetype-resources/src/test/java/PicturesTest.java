package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.ImageFolder;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Split;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class PicturesTest {
  @Test
  void eachPictureHasAScoreForEachClass() {
    try (TrainingNetwork network = PicturesNetwork.forTraining(1)) {
      assertArrayEquals(
          new long[] {2, 5}, network.forward(Nd4j.ones(DataType.FLOAT, 2, 3, 32, 32)).shape());
    }
  }

  /** Two epochs tell more of them apart than a guess, which is right for one of five. */
  @Test
  void itLearns() throws IOException {
    Split pictures = ImageFolder.of(Path.of("data")).split(0.8, 0.1, 0.1, 1);
    Preparation preparation = Preparation.of(3, 32, 32);
    try (TrainingNetwork network = PicturesNetwork.forTraining(1);
        Training training = Training.of(network)) {
      training
          .data(
              Images.of(pictures.train(), preparation).shuffle(1).batch(16),
              Images.of(pictures.test(), preparation).batch(30))
          .optimizer(Adam.adam())
          .schedule(Schedule.constant(0.002))
          .fit(2);
      assertTrue(training.history().last().test().accuracy() > 0.4);
    }
  }
}
