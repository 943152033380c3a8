package dev.skipjack.examples.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skipjack.examples.Skipjack;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.FashionMnist;
import dev.skipjack.runtime.data.Idx;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Table;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.serve.InferencePool;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks of several inputs learn from the part of Fashion-MNIST that is embedded. */
@Tag("exhaustive")
class SeveralInputsTest {
  private static final double[] MEAN = {0.2860};
  private static final double[] DEVIATION = {0.3530};
  private static final List<String> DIFFERENT_OR_SAME = List.of("different", "same");

  private static ImageSet garments(String part) throws IOException {
    String files = "fashion-mnist/" + part;
    return Idx.read(
        part,
        Skipjack.class.getResource(files + "-images-idx3-ubyte.gz"),
        Skipjack.class.getResource(files + "-labels-idx1-ubyte.gz"),
        FashionMnist.CLASSES);
  }

  private static Images normalized(ImageSet set) {
    return set.normalize(MEAN, DEVIATION);
  }

  /** Pairs of garments, half of them of one kind. */
  private static Dataset pairs(ImageSet garments, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] left = new int[count];
    int[] right = new int[count];
    byte[] same = new byte[count];
    for (int i = 0; i < count; i++) {
      left[i] = random.nextInt(garments.size());
      same[i] = (byte) (i % 2);
      do {
        right[i] = random.nextInt(garments.size());
      } while (left[i] == right[i]
          || (garments.label(left[i]) == garments.label(right[i])) != (same[i] == 1));
    }
    ImageSet first = garments.select("pairs", left);
    byte[] pixels = new byte[count * 28 * 28];
    for (int i = 0; i < count; i++) {
      System.arraycopy(first.pixels(i), 0, pixels, i * 28 * 28, 28 * 28);
    }
    ImageSet labelled = new ImageSet("pairs", 1, 28, 28, pixels, same, DIFFERENT_OR_SAME);
    return labelled.with("other", normalized(garments.select("others", right)));
  }

  private static Images images(Dataset set) {
    return Images.of(set).normalize(MEAN, DEVIATION);
  }

  private static void train(TrainingNetwork network, Batches batches, int epochs) {
    try (Training training = Training.of(network)) {
      training
          .data(batches)
          .optimizer(Adam.adam())
          .schedule(Schedule.cosine(3e-3))
          .microBatches(2)
          .fit(epochs);
    }
  }

  /** What it says of garments that it has not seen. */
  @Test
  void theSiameseNetworkLearnsWhatIsOfOneKind() throws Exception {
    try (SameGarmentTraining network = SameGarmentNetwork.forTraining(1);
        SameGarmentInference inference = network.inference()) {
      train(network, images(pairs(garments("train"), 6000, 1)).shuffle(1).batch(64), 3);
      Batches unseen = images(pairs(garments("t10k"), 800, 2)).batch(100);
      double accuracy = Evaluator.evaluate(inference, unseen).accuracy();
      assertThat(accuracy).isGreaterThan(0.75); // 0.826; by chance 0.5
      assertPoolAnswers(inference, unseen);
      assertThat(inference.warmUp(1)).isPositive();
    }
  }

  /** Micro-batches of a pool keep both images together, and have the bits of single predictions. */
  private static void assertPoolAnswers(SameGarmentInference network, Batches batches)
      throws Exception {
    try (BatchStream stream = batches.open(network.dataType(), 0);
        InferencePool pool =
            InferencePool.of(network).forks(2).microBatches(8, Duration.ofMillis(5)).open();
        InferenceNetwork alone = network.fork().batchInvariant(true)) {
      Batch batch = stream.next();
      List<CompletableFuture<INDArray>> answers = new ArrayList<>();
      List<INDArray> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int row = i;
        List<INDArray> pair =
            batch.inputs().stream().map(array -> Views.rows(array, row, row + 1).dup()).toList();
        answers.add(pool.submit(pair));
        expected.add(alone.predict(pair).dup());
        assertThat(network.predict(pair.get(0), pair.get(1)).argMax(1))
            .isEqualTo(expected.get(i).argMax(1));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(expected.get(i));
      }
      INDArray images = batch.images();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.predict(images))
          .withMessageContaining("takes 2 inputs");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.predict(new float[28 * 28]))
          .withMessageContaining("takes 2 inputs");
    }
  }

  /** The mean of each row of the lower half, from 0 to 1. */
  private static Table lowerRows(ImageSet garments) {
    float[][] rows = new float[garments.size()][14];
    for (int i = 0; i < rows.length; i++) {
      byte[] pixels = garments.pixels(i);
      for (int y = 0; y < 14; y++) {
        int first = (y + 14) * 28;
        rows[i][y] =
            (float)
                    IntStream.range(first, first + 28)
                        .map(p -> pixels[p] & 0xff)
                        .average()
                        .orElse(0)
                / 255;
      }
    }
    return Table.of(rows);
  }

  @Test
  void theTableIsReadWithItsImage() throws IOException {
    ImageSet train = garments("train");
    ImageSet test = garments("t10k");
    Table learned = lowerRows(train);
    double[] mean = learned.mean();
    double[] deviation = learned.standardDeviation();
    Table right = lowerRows(test).normalize(mean, deviation);
    Table wrong =
        right.select(IntStream.range(0, test.size()).map(i -> (i + 1) % test.size()).toArray());
    try (GarmentAndTableTraining network = GarmentAndTableNetwork.forTraining(1);
        GarmentAndTableInference inference = network.inference()) {
      Dataset both = upper(train).with("table", learned.normalize(mean, deviation));
      train(network, images(both).shuffle(1).batch(64), 5);
      double known = accuracy(inference, upper(test).with("table", right));
      double confused = accuracy(inference, upper(test).with("table", wrong));
      assertThat(known).isGreaterThan(0.68); // 0.738
      assertThat(known - confused).isGreaterThan(0.2); // 0.332 with the rows of others
      assertThatIllegalArgumentException()
          .isThrownBy(() -> accuracy(inference, upper(test)))
          .withMessage(
              "upper has nothing beside its images, but GarmentAndTable takes [table [14]], in this"
                  + " order: Dataset.with(name, ...) adds a table or other images of that shape");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> accuracy(inference, upper(test).with("rows", right)))
          .withMessageStartingWith("upper has [rows [14]] beside its images");
    }
  }

  private static ImageSet upper(ImageSet garments) {
    return garments.region("upper", 0, 0, 14, 28);
  }

  private static double accuracy(InferenceNetwork network, Dataset set) {
    return Evaluator.evaluate(network, images(set).batch(100)).accuracy();
  }
}
