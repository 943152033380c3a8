package dev.skipjack.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.DivergedException;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.OtherWorkerException;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are threads of the driver: all but the loss of a process. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("exhaustive")
class SparkTrainingTest {
  private static SparkSession spark;
  private static OneProcess expected;

  @TempDir private Path directory;

  @BeforeAll
  static void open() {
    spark = TestSpark.local(4);
    expected = OneProcess.train();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static SparkTraining training(int workers) {
    return SparkTraining.on(spark, OneProcess::network)
        .data(OneProcess::data)
        .shards(OneProcess.SHARDS)
        .workers(workers);
  }

  /** Whatever an executor's clock says. */
  private static List<String> withoutSeconds(History history) {
    return history.epochs().stream()
        .map(epoch -> epoch.loss() + " " + epoch.accuracy() + " " + epoch.test())
        .toList();
  }

  private static Throwable failure(SparkTraining training) {
    Throwable failure = catchThrowable(() -> training.run(OneProcess.EPOCHS));
    assertThat(failure).isInstanceOf(SparkTrainingException.class);
    return failure;
  }

  @Test
  void workersGiveTheBytesOfOneProcess() throws IOException {
    SparkTrained trained = training(3).run(OneProcess.EPOCHS);
    assertThat(trained.weights()).isEqualTo(expected.weights());
    assertThat(withoutSeconds(trained.history())).isEqualTo(withoutSeconds(expected.history()));
    assertThat(trained.restarts()).isZero();
    trained.save(directory.resolve("weights.safetensors"));
    assertThat(directory.resolve("weights.safetensors")).hasBinaryContent(expected.weights());
    try (TrainingNetwork network = trained.load(SpotsNetwork.forTraining(99));
        TrainingNetwork other = OneProcess.network()) {
      assertThat(network.parameters()).isNotEqualTo(other.parameters());
    }
  }

  /** A row that is an image. */
  private record Spot(int number, byte label, byte[] pixels) implements Serializable {}

  private static TrainingData ofRows(Iterator<Spot> rows) {
    List<Spot> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    all.sort(Comparator.comparingInt(Spot::number));
    byte[] pixels = new byte[64 * all.size()];
    byte[] labels = new byte[all.size()];
    for (Spot spot : all) {
      System.arraycopy(spot.pixels(), 0, pixels, 64 * spot.number(), 64);
      labels[spot.number()] = spot.label();
    }
    ImageSet set = new ImageSet("spots", 1, 8, 8, pixels, labels, List.of("a", "b", "c"));
    return new TrainingData(set.shuffle(1).batch(64), null);
  }

  @Test
  void rowsComeToEveryWorkerWhereverTheyLie() {
    List<Spot> spots =
        IntStream.range(0, 200)
            .mapToObj(
                i -> {
                  byte[] pixels = new byte[64];
                  pixels[i % 64] = (byte) i;
                  return new Spot(i, (byte) (i % 3), pixels);
                })
            .toList();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<String> checksums = new ArrayList<>();
    for (int workers : new int[] {1, 3}) {
      JavaRDD<Spot> rows = context.parallelize(spots, 5);
      checksums.add(
          SparkTraining.on(spark, Spots.class, 3)
              .data(rows, SparkTrainingTest::ofRows)
              .workers(workers)
              .run(1)
              .checksum());
    }
    assertThat(checksums.get(1)).isEqualTo(checksums.get(0));
  }

  /** Does something after a step of one worker. */
  private record AfterStep(int step, int rank, StepAction action) implements TrainingListener {
    @Override
    public void stepEnds(TrainingState training, TrainingState.Step taken) {
      if (taken.number() == step && TaskContext.getPartitionId() == rank) {
        action.run();
      }
    }
  }

  private interface StepAction extends Serializable {
    void run();
  }

  private static TrainingSetup after(int step, int rank, StepAction action) {
    return training -> training.listen(new AfterStep(step, rank, action));
  }

  private static final AtomicBoolean FAILED_ONCE = new AtomicBoolean();

  private static void failOnce() {
    if (!FAILED_ONCE.getAndSet(true)) {
      throw new UncheckedIOException(new IOException("the disk is full"));
    }
  }

  @Test
  void whatMayPassIsTriedAgainFromTheNewestCheckpoint() throws IOException {
    FAILED_ONCE.set(false);
    SparkTrained trained =
        training(2)
            .setup(after(7, 1, SparkTrainingTest::failOnce))
            .checkpoint(directory.toUri().toString())
            .checkpointEverySteps(3)
            .keepLast(2)
            .run(OneProcess.EPOCHS);
    assertThat(trained.restarts()).isEqualTo(1);
    assertThat(trained.weights()).isEqualTo(expected.weights());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.endsWith(".crc"))
          .containsExactlyInAnyOrder("step-000000008.safetensors", "step-000000010.safetensors");
    }
  }

  /** What the program is to blame for is not tried again; the next program goes on, with fewer. */
  @Test
  void anotherRunGoesOnWithFewerWorkersOrInOneProcess() throws IOException {
    String checkpoints = directory.toUri().toString();
    Throwable failure =
        failure(
            training(4)
                .setup(
                    after(
                        7,
                        2,
                        () -> {
                          throw new IllegalArgumentException("no such thing");
                        }))
                .checkpoint(checkpoints)
                .checkpointEverySteps(1));
    assertThat(failure)
        .hasMessageMatching(
            "worker 2 \\(.*\\) has failed: java.lang.IllegalArgumentException: no such thing")
        .hasCauseInstanceOf(IllegalArgumentException.class);
    try (TrainingNetwork network = OneProcess.network();
        Training training = Training.of(network)) {
      assertThat(training.resume(directory).steps()).isEqualTo(6);
    }
    SparkTrained trained = training(2).checkpoint(checkpoints).run(OneProcess.EPOCHS);
    assertThat(trained.weights()).isEqualTo(expected.weights());
    assertThat(withoutSeconds(trained.history())).isEqualTo(withoutSeconds(expected.history()));
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws IOException {
    Path damaged = directory.resolve("step-000000009.safetensors");
    Files.writeString(damaged, "no checkpoint");
    SparkTrained trained =
        training(2).checkpoint(directory.toUri().toString()).run(OneProcess.EPOCHS);
    assertThat(trained.weights()).isEqualTo(expected.weights());
  }

  @Test
  void aWorkerWithoutItsDataIsNamed() {
    SparkTraining training =
        training(2)
            .data(
                () -> {
                  if (TaskContext.getPartitionId() == 1) {
                    throw new FileNotFoundException("/data/train is not there");
                  }
                  return OneProcess.data();
                })
            .maxRestarts(0);
    assertThat(failure(training))
        .hasMessageMatching(
            "worker 1 \\(.*\\) has failed: java.io.FileNotFoundException: /data/train is not there");
  }

  @Test
  void aWorkerWithAnotherNetworkIsNamed() {
    SparkTraining training =
        SparkTraining.on(spark, () -> SpotsNetwork.forTraining(TaskContext.getPartitionId()))
            .data(OneProcess::data)
            .workers(2);
    assertThat(failure(training))
        .hasMessageContaining("worker 1")
        .hasMessageContaining("weights")
        .hasCauseInstanceOf(OtherWorkerException.class);
  }

  @Test
  void divergenceIsTheErrorOfOneProcess() {
    SparkTraining training =
        training(2).setup(one -> one.schedule(Schedule.constant(1e30)).labelSmoothing(0.1));
    assertThat(failure(training)).hasCauseInstanceOf(DivergedException.class);
  }

  @Test
  void aWorkerThatHangsIsNamed() {
    SparkTraining training =
        training(2)
            .setup(after(2, 1, SparkTrainingTest::hang))
            .patience(Duration.ofSeconds(3))
            .maxRestarts(0);
    assertThat(failure(training))
        .hasMessageContaining("worker 1 (")
        .hasMessageContaining("did not answer within 3.0 s");
  }

  private static void hang() {
    try {
      Thread.sleep(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Spark has cancelled the stage
    }
  }

  @Test
  void tooFewSlotsAreTold() {
    SparkTraining training = training(5).patience(Duration.ofSeconds(1));
    assertThat(failure(training))
        .hasMessage(
            "5 workers need as many threads, but local[4] has 4: take local[5], or fewer workers");
  }

  @Test
  void whatCannotTravelIsNamed() {
    Object captured = new Object();
    SparkTraining training = training(1).setup(one -> assertThat(captured).isNotNull());
    assertThat(failure(training))
        .hasMessageStartingWith(
            "the setup cannot travel to executors: it takes java.lang.Object from around itself");
  }

  @Test
  void anUnknownFileSystemIsNamed() {
    assertThat(failure(training(1).checkpoint("nowhere://there/run1")))
        .hasMessageContaining("nowhere://there/run1")
        .hasMessageContaining("No FileSystem for scheme");
  }

  @Test
  void moreWorkersThanShardsAreRefused() {
    assertThat(catchThrowable(() -> training(4).shards(3).run(1)))
        .hasMessage("4 workers would share 3 shards: take at least as many shards as workers");
    assertThat(catchThrowable(() -> SparkTraining.on(spark, OneProcess::network).run(1)))
        .hasMessage("nothing to train on: call data(...)");
  }
}
