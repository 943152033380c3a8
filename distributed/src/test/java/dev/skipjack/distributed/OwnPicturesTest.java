package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.distributed.Workers.Outcome;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.metrics.Metrics;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.GradientExchange;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker reads the pictures of its own parts and of its share of the test alone. */
class OwnPicturesTest {
  private static final int IMAGES = 65;
  private static final int BATCH = 20;
  private static final int SHARDS = 4;
  private static final int EPOCHS = 2;

  /** Pictures of which each that is read is counted. */
  private record Counted(Dataset set, AtomicInteger read) implements Dataset {
    @Override
    public String name() {
      return set.name();
    }

    @Override
    public int size() {
      return set.size();
    }

    @Override
    public List<String> classNames() {
      return set.classNames();
    }

    @Override
    public int label(int index) {
      return set.label(index);
    }

    @Override
    public Item item(int index) throws IOException {
      read.incrementAndGet();
      return set.item(index);
    }

    @Override
    public String fingerprint() {
      return set.fingerprint();
    }
  }

  /** What a worker had in the end, and how many pictures it has read. */
  private record Result(String weights, int read) {}

  /** What is told of the test, and how many of its images were read. */
  private record Tested(String told, int read) {}

  private static Tested test(GradientExchange exchange, boolean outputs) {
    AtomicInteger read = new AtomicInteger();
    Images images = Images.of(new Counted(SpotData.set(47, 2), read), Preparation.of(1, 8, 8));
    try (TrainingNetwork network = SpotsNetwork.forTraining(3);
        Training training = Training.of(network)) {
      training
          .data(SpotData.train(40, 20), images.workers(2).batch(10))
          .metrics(Metrics.f1(), Metrics.f1(1))
          .microBatches(SHARDS);
      if (exchange != null) {
        training.exchange(exchange);
      }
      if (outputs && (exchange == null || exchange.rank() == 1)) {
        training.metrics(Metrics.topK(2));
      }
      History.Epoch epoch = training.fit(1).last();
      Map<String, Double> counts = new TreeMap<>(epoch.metrics());
      counts.remove(Metrics.topK(2).name());
      return new Tested(epoch.test() + " " + epoch.test().loss() + " " + counts, read.get());
    }
  }

  /** Five batches of the test, of which workers have whole ones; the last has 7 images. */
  @ParameterizedTest
  @CsvSource({"2, '30, 17'", "3, '20, 20, 7'", "4, '20, 10, 10, 7'"})
  void aWorkerEvaluatesSomeBatchesAndTellsOfAll(int workers, String read) {
    Tested whole = test(null, false);
    assertThat(whole.read()).isEqualTo(47);
    List<Integer> each = new ArrayList<>();
    for (Outcome<Tested> outcome : Workers.run(workers, exchange -> test(exchange, false))) {
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.result().told()).isEqualTo(whole.told());
      each.add(outcome.result().read());
    }
    assertThat(each).hasToString("[" + read + "]");
  }

  /** And all others, though one worker alone has it. */
  @Test
  void whoHasAMetricOfOutputsEvaluatesAll() {
    Tested whole = test(null, true);
    for (Outcome<Tested> outcome : Workers.run(3, exchange -> test(exchange, true))) {
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.result()).isEqualTo(whole);
    }
  }

  private static Result train(GradientExchange exchange, String mixing) {
    AtomicInteger read = new AtomicInteger();
    Images images =
        Images.of(new Counted(SpotData.set(IMAGES, 1), read), Preparation.of(1, 8, 8))
            .transform(PictureTransform.randomResizedCrop(8), PictureTransform.horizontalFlip())
            .augment(Augmentation.shift(1))
            .shuffle(5);
    images =
        switch (mixing) {
          case "mixup" -> images.mixup(0.4);
          case "cutmix" -> images.cutmix(1);
          default -> images;
        };
    try (TrainingNetwork network = SpotsNetwork.forTraining(3);
        Training training = Training.of(network)) {
      training
          .data(images.workers(2).batch(BATCH))
          .loss(new CrossEntropy().weights(1, 2, 3)) // a part weighs by the labels of the batch
          .microBatches(SHARDS);
      if (exchange != null) {
        training.exchange(exchange);
      }
      training.fit(EPOCHS);
      return new Result(TrainProgram.weights(network), read.get());
    }
  }

  /** Three batches of 20 images and one of 5, whose first part has 2. */
  @ParameterizedTest
  @CsvSource({"none, 2", "none, 3", "mixup, 2", "mixup, 3", "cutmix, 4"})
  void aWorkerReadsThePicturesOfItsPartsAlone(String mixing, int workers) {
    Result whole = train(null, mixing);
    assertThat(whole.read()).isEqualTo(EPOCHS * IMAGES);
    List<Outcome<Result>> outcomes = Workers.run(workers, exchange -> train(exchange, mixing));
    int read = 0;
    List<Integer> each = new ArrayList<>();
    for (Outcome<Result> outcome : outcomes) {
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.result().weights()).isEqualTo(whole.weights());
      each.add(outcome.result().read());
      read += outcome.result().read();
    }
    int batches = (IMAGES - 1) / BATCH + 1;
    int mixedIn = mixing.equals("none") ? 0 : EPOCHS * batches * workers;
    assertThat(read).isEqualTo(EPOCHS * IMAGES + mixedIn);
    assertThat(each).allMatch(count -> count < EPOCHS * IMAGES * 2 / 3);
  }
}
