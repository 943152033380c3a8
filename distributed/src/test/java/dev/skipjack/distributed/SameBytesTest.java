package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.distributed.Workers.Outcome;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.DivergedException;
import dev.skipjack.runtime.train.GradientClipping;
import dev.skipjack.runtime.train.GradientExchange;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.OtherWorkerException;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** However many workers there are, they compute what one process computes, to the last bit. */
class SameBytesTest {
  private static final int IMAGES = 1_000;

  /** Momentum whose memory can be looked at. */
  private static final class Watched implements Optimizer {
    private final Optimizer optimizer = Sgd.nesterov(0.9).weightDecay(1e-3);
    private State state;

    @Override
    public State open(long length, DataType type) {
      state = optimizer.open(length, type);
      return state;
    }

    @Override
    public String toString() {
      return optimizer.toString();
    }
  }

  /** CRC-32C of everything that the next step depends on, and what is told, after each epoch. */
  private static final class Checksums implements TrainingListener {
    private final List<String> epochs = new ArrayList<>();
    private final Watched optimizer;

    Checksums(Watched optimizer) {
      this.optimizer = optimizer;
    }

    @Override
    public void epochEnds(TrainingState training, History.Epoch epoch) {
      StringBuilder text = new StringBuilder();
      text.append(crc(training.network().parameters()));
      text.append(crc(training.network().runningStatistics()));
      new TreeMap<>(optimizer.state.tensors()).values().forEach(tensor -> text.append(crc(tensor)));
      text.append(epoch.loss()).append(' ').append(epoch.accuracy()).append(' ');
      text.append(epoch.test()).append(epoch.test().loss());
      epochs.add(text.toString());
    }

    private static String crc(INDArray array) {
      CRC32C sum = new CRC32C();
      for (double value : array.dup().data().asDouble()) {
        sum.update(ByteBuffer.allocate(Double.BYTES).putDouble(value).flip());
      }
      return String.format(Locale.ROOT, "%08x ", sum.getValue());
    }
  }

  /** What a program does that is run by each worker, or once. */
  private static List<String> train(
      GradientExchange exchange, int shards, int batch, int epochs, Consumer<Training> more) {
    try (TrainingNetwork network = SpotsNetwork.forTraining(3)) {
      return train(network, exchange, shards, batch, epochs, more);
    }
  }

  private static List<String> train(
      TrainingNetwork network,
      GradientExchange exchange,
      int shards,
      int batch,
      int epochs,
      Consumer<Training> more) {
    Watched optimizer = new Watched();
    Checksums checksums = new Checksums(optimizer);
    try (Training training = Training.of(network)) {
      training
          .data(SpotData.train(IMAGES, batch), SpotData.test())
          .microBatches(shards)
          .optimizer(optimizer)
          .schedule(Schedule.cosine(0.1))
          .clip(GradientClipping.byGlobalNorm(0.5))
          .listen(checksums);
      if (exchange != null) {
        training.exchange(exchange);
      }
      more.accept(training);
      training.fit(epochs);
    }
    return checksums.epochs;
  }

  private static <T> List<T> results(List<Outcome<T>> outcomes) {
    for (Outcome<T> outcome : outcomes) {
      assertThat(outcome.failure()).isNull();
    }
    return outcomes.stream().map(Outcome::result).toList();
  }

  /**
   * Eight shards of a batch of 142, whose last one has 6 images, fewer than shards; five of a batch
   * of 333, whose last one is a single image, of which all workers but one have nothing.
   */
  @ParameterizedTest
  @CsvSource({"8, 142, 1", "8, 142, 2", "8, 142, 3", "8, 142, 4", "5, 333, 2", "5, 333, 4"})
  void anyNumberOfWorkersGivesTheBytesOfOneProcess(int shards, int batch, int workers) {
    List<String> expected = train(null, shards, batch, 2, training -> {});
    assertThat(expected).hasSize(2);
    List<Outcome<List<String>>> outcomes =
        Workers.run(workers, exchange -> train(exchange, shards, batch, 2, training -> {}));
    assertThat(results(outcomes)).hasSize(workers).containsOnly(expected);
  }

  /** With DOUBLE, whose changes of running statistics are rounded too. */
  @Test
  void doublesAreTheSame() {
    List<List<String>> all = new ArrayList<>();
    for (int workers = 0; workers < 4; workers += 3) {
      if (workers == 0) {
        try (TrainingNetwork network = SpotsNetwork.forTraining(DataType.DOUBLE, 3)) {
          all.add(train(network, null, 4, 333, 1, training -> {}));
        }
      } else {
        all.addAll(
            results(
                Workers.run(
                    workers,
                    exchange -> {
                      try (TrainingNetwork network = SpotsNetwork.forTraining(DataType.DOUBLE, 3)) {
                        return train(network, exchange, 4, 333, 1, training -> {});
                      }
                    })));
      }
    }
    assertThat(all).hasSize(4);
    assertThat(all.subList(1, 4)).containsOnly(all.get(0));
  }

  /** Where there is no batch norm, shards of three workers give what the whole batch gives. */
  @Test
  void withoutBatchNormShardsAreTheBatch() {
    List<double[]> all = new ArrayList<>();
    try (TrainingNetwork network = PlainNetwork.forTraining(DataType.DOUBLE, 3)) {
      train(network, null, 1, 50, 1, training -> {});
      all.add(network.parameters().toDoubleVector());
    }
    all.addAll(
        results(
            Workers.run(
                3,
                exchange -> {
                  try (TrainingNetwork network = PlainNetwork.forTraining(DataType.DOUBLE, 3)) {
                    train(network, exchange, 8, 50, 1, training -> {}); // 20 steps
                    return network.parameters().toDoubleVector();
                  }
                })));
    for (double[] weights : all) {
      assertThat(weights).containsExactly(all.get(0), within(1e-12));
    }
  }

  /** One of four dies in the second epoch; two go on from the checkpoint of worker 0. */
  @Test
  void whatIsLeftAfterADeathGoesOnWithTheSameBytes(@TempDir Path directory) {
    List<String> expected = train(null, 8, 142, 2, training -> {});
    TrainingListener dies =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            if (step.number() == 11) {
              throw new IllegalArgumentException("out of paper");
            }
          }
        };
    Checkpoints checkpoints = Checkpoints.in(directory).everySteps(3);
    List<Outcome<List<String>>> dead =
        Workers.run(
            4,
            exchange ->
                train(
                    exchange,
                    8,
                    142,
                    2,
                    training -> {
                      training.checkpoints(checkpoints);
                      if (exchange.rank() == 2) {
                        training.listen(dies);
                      }
                    }));
    assertThat(dead.get(2).failure()).hasMessage("out of paper");
    for (int rank : new int[] {0, 1, 3}) {
      assertThat(dead.get(rank).failure())
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageMatching(
              "worker 2 \\(127.0.0.1:\\d+\\) has failed: java.lang.IllegalArgumentException: out of"
                  + " paper");
    }
    List<Outcome<List<String>>> outcomes =
        Workers.run(
            2,
            exchange ->
                train(
                    exchange,
                    8,
                    142,
                    2,
                    training -> {
                      training.checkpoints(checkpoints);
                      resume(training, directory);
                    }));
    assertThat(results(outcomes)).containsOnly(List.of(expected.get(1)));
  }

  private static void resume(Training training, Path directory) {
    try {
      assertThat(training.resume(directory).steps()).isEqualTo(9);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the message of one process, though one worker alone has seen it. */
  @Test
  void allDivergeAlike() {
    Schedule tooFast = Schedule.constant(1e18);
    String expected = null;
    try {
      train(null, 8, 142, 2, training -> training.schedule(tooFast));
    } catch (DivergedException e) {
      expected = e.getMessage();
    }
    assertThat(expected).isNotNull();
    List<Outcome<List<String>>> outcomes =
        Workers.run(
            3, exchange -> train(exchange, 8, 142, 2, training -> training.schedule(tooFast)));
    for (Outcome<List<String>> outcome : outcomes) {
      assertThat(outcome.failure()).isInstanceOf(DivergedException.class).hasMessage(expected);
    }
  }

  /** After the same step. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void whereOneWorkerStopsAllDo(int stopping) {
    TrainingListener stops =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            if (step.number() == 5) {
              training.stop("enough");
            }
          }
        };
    List<Outcome<Long>> outcomes =
        Workers.run(
            3,
            exchange -> {
              long[] steps = new long[1];
              TrainingListener counts =
                  new TrainingListener() {
                    @Override
                    public void ends(TrainingState training) {
                      assertThat(training.stopped()).contains("enough");
                      steps[0] = training.steps();
                    }
                  };
              train(
                  exchange,
                  8,
                  142,
                  2,
                  training -> {
                    training.listen(counts);
                    if (exchange.rank() == stopping) {
                      training.listen(stops);
                    }
                  });
              return steps[0];
            });
    assertThat(results(outcomes)).containsOnly(5L);
  }

  /** Before the first step, in all of them. */
  @Test
  void aWorkerThatWouldTrainSomethingElseIsRefusedByName() {
    List<Outcome<List<String>>> outcomes =
        Workers.run(
            3, exchange -> train(exchange, 8, exchange.rank() == 1 ? 100 : 142, 1, more -> {}));
    for (Outcome<List<String>> outcome : outcomes) {
      assertThat(outcome.failure())
          .isInstanceOf(OtherWorkerException.class)
          .hasMessageMatching(
              "worker 1 \\(127.0.0.1:\\d+\\) trains something else than worker 0"
                  + " \\(127.0.0.1:\\d+\\): batches: it has 10 of 100, expected 8 of 142\\. .*");
    }
  }

  @Test
  void aWorkerWithOtherWeightsOrDataOrAnotherNetworkIsRefusedByName() {
    List<Outcome<List<String>>> seeds =
        Workers.run(
            2,
            exchange -> {
              try (TrainingNetwork network = SpotsNetwork.forTraining(3 + exchange.rank())) {
                return train(network, exchange, 8, 142, 1, more -> {});
              }
            });
    List<Outcome<List<String>>> networks =
        Workers.run(
            2,
            exchange -> {
              try (TrainingNetwork network =
                  exchange.rank() == 0
                      ? SpotsNetwork.forTraining(3)
                      : PlainNetwork.forTraining(3)) {
                return train(network, exchange, 8, 142, 1, more -> {});
              }
            });
    List<Outcome<List<String>>> data =
        Workers.run(
            2,
            exchange ->
                train(
                    exchange,
                    8,
                    142,
                    1,
                    training ->
                        training.data(
                            SpotData.train(IMAGES - exchange.rank(), 142), SpotData.test())));
    for (int rank = 0; rank < 2; rank++) {
      assertThat(seeds.get(rank).failure())
          .hasMessageContaining("seed: it has 4, expected 3; weights: it has ");
      assertThat(networks.get(rank).failure())
          .hasMessageContaining("network: it has Plain, expected Spots; architecture: it has ");
      assertThat(data.get(rank).failure()).hasMessageContaining("data: it has spots ");
    }
  }

  /** Its bits would be others, if its weights are the same. */
  @Test
  void aWorkerWhoseClassWasCompiledOtherwiseIsRefusedByName() {
    List<Outcome<List<String>>> outcomes =
        Workers.run(
            2,
            exchange -> {
              try (TrainingNetwork network =
                  exchange.rank() == 0
                      ? PlainNetwork.forTraining(3)
                      : Otherwise_PlainNetwork.forTraining(3)) {
                return train(network, exchange, 8, 142, 1, more -> {});
              }
            });
    for (Outcome<List<String>> outcome : outcomes) {
      assertThat(outcome.failure())
          .isInstanceOf(OtherWorkerException.class)
          .hasMessageMatching(
              "worker 1 \\(127.0.0.1:\\d+\\) trains something else than worker 0"
                  + " \\(127.0.0.1:\\d+\\): compiled: it has \\d+ steps, 0 of them with maps in"
                  + " blocks \\(.{8}\\), expected \\d+ steps, 0 of them .*")
          .hasMessageNotContaining("architecture:");
    }
  }

  @Test
  void thereAreNoMoreWorkersThanShards() {
    List<Outcome<List<String>>> outcomes =
        Workers.run(3, exchange -> train(exchange, 2, 142, 1, training -> {}));
    for (Outcome<List<String>> outcome : outcomes) {
      assertThat(outcome.failure())
          .hasMessage("3 workers share the parts of microBatches(2): each needs one at least");
    }
  }
}
