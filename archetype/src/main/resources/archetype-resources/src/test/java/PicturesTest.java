package ${package};

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageFolder;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Of any pictures, and of as many classes as the network has outputs. */
class PicturesTest {
  private static final Path DATA = Path.of("data"); // do yours lie elsewhere? Name that folder here

  @Test
  void eachPictureHasAScoreForEachClass() {
    try (TrainingNetwork network = PicturesNetwork.forTraining(1)) {
      INDArray pictures =
          Nd4j.ones(
              DataType.FLOAT,
              2,
              network.inputChannels(),
              network.inputHeight(),
              network.inputWidth());
      assertArrayEquals(new long[] {2, network.classes()}, network.forward(pictures).shape());
    }
  }

  /** The loss of a few pictures falls, whatever they show. */
  @Test
  void itLearns() throws IOException {
    try (TrainingNetwork network = PicturesNetwork.forTraining(1);
        Training training = Training.of(network)) {
      Dataset few = some(16, pictures(network));
      Preparation preparation =
          Preparation.of(network.inputChannels(), network.inputHeight(), network.inputWidth());
      training
          .data(Images.of(few, preparation).batch(few.size()))
          .optimizer(Adam.adam())
          .schedule(Schedule.constant(0.002))
          .fit(20);
      double before = training.history().epochs().get(0).loss();
      double after = training.history().last().loss();
      assertTrue(
          Double.isFinite(after) && after < before,
          "the loss of " + few.size() + " pictures was " + before + " and became " + after);
    }
  }

  private static ImageFolder pictures(TrainingNetwork network) {
    ImageFolder pictures;
    try {
      pictures = ImageFolder.of(DATA);
    } catch (IOException e) {
      return abort(e.getMessage());
    }
    int folders = pictures.classes();
    int outputs = network.classes();
    assumeTrue(
        folders == outputs,
        () -> DATA + " has " + folders + " folders, but the network " + outputs + " outputs");
    return pictures;
  }

  /** Evenly spread, since a folder's pictures come class by class. */
  private static Dataset some(int most, Dataset all) {
    int count = Math.min(most, all.size());
    int[] indices = IntStream.range(0, count).map(i -> i * all.size() / count).toArray();
    return all.select("some of " + all.name(), indices);
  }
}
