package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.distributed.Workers.Outcome;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.DivergedException;
import dev.skipjack.runtime.train.GradientExchange;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.OtherWorkerException;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** With batch norm over all of a batch, its parts are the batch, whoever computes them. */
class SynchronizedBatchNormTest {
  /** A batch of 33 leaves a last one of a single image. */
  private static final int IMAGES = 67;

  private static final int EPOCHS = 2;

  private static TrainingNetwork network(String name, DataType type) {
    return name.equals("Dense")
        ? DenseNetwork.forTraining(type, 3)
        : ResidualsNetwork.forTraining(type, 3);
  }

  /** What learned, what remembers, and what was told, after two epochs. */
  private static double[] train(
      TrainingNetwork network, GradientExchange exchange, int batch, Consumer<Training> more) {
    try (Training training = Training.of(network)) {
      training.data(SpotData.train(IMAGES, batch));
      if (exchange != null) {
        training.exchange(exchange);
      }
      more.accept(training);
      List<History.Epoch> epochs = training.fit(EPOCHS).epochs();
      return Stream.of(
              network.parameters().toDoubleVector(),
              network.runningStatistics().toDoubleVector(),
              epochs.stream()
                  .flatMapToDouble(e -> DoubleStream.of(e.loss(), e.accuracy()))
                  .toArray())
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }
  }

  private static List<double[]> train(
      int workers, String name, DataType type, int batch, Consumer<Training> more) {
    List<Outcome<double[]>> outcomes =
        Workers.run(
            workers,
            exchange -> {
              try (TrainingNetwork network = network(name, type)) {
                return train(network, exchange, batch, more);
              }
            });
    for (Outcome<double[]> outcome : outcomes) {
      assertThat(outcome.failure()).isNull();
    }
    return outcomes.stream().map(Outcome::result).toList();
  }

  private static double[] whole(String name, DataType type, int batch) {
    return whole(name, type, batch, training -> {});
  }

  private static double[] whole(String name, DataType type, int batch, Consumer<Training> more) {
    try (TrainingNetwork network = network(name, type)) {
      return train(network, null, batch, more);
    }
  }

  /** All have the same bits, which are those of one big batch but for rounding. */
  @ParameterizedTest
  @CsvSource({
    "Dense, 4, 1, 33",
    "Dense, 4, 2, 33",
    "Dense, 4, 3, 33",
    "Dense, 3, 3, 40",
    "Residuals, 8, 2, 33",
    "Residuals, 4, 3, 33"
  })
  void partsAreTheBatch(String name, int shards, int workers, int batch) {
    double[] expected = whole(name, DataType.DOUBLE, batch);
    List<double[]> all =
        train(
            workers,
            name,
            DataType.DOUBLE,
            batch,
            training -> training.microBatches(shards).synchronizedBatchNorm());
    for (double[] one : all) {
      assertThat(one).containsExactly(all.get(0));
      assertThat(one).containsExactly(expected, within(1e-10));
    }
  }

  /** Else statistics are those of the parts: far from what the tests above allow. */
  @Test
  void withoutItPartsAreNotTheBatch() {
    double[] whole = whole("Dense", DataType.DOUBLE, 33);
    double[] parts =
        train(2, "Dense", DataType.DOUBLE, 33, training -> training.microBatches(2)).get(0);
    double apart = 0;
    for (int i = 0; i < whole.length; i++) {
      apart = Math.max(apart, Math.abs(whole[i] - parts[i]));
    }
    assertThat(apart).isGreaterThan(1e-3);
  }

  /** With the fast kernels, whose numbers have seven digits. */
  @ParameterizedTest
  @CsvSource({"Dense", "Residuals"})
  void floatsAreNear(String name) {
    double[] expected = whole(name, DataType.FLOAT, 33);
    List<double[]> all =
        train(
            2,
            name,
            DataType.FLOAT,
            33,
            training -> training.microBatches(2).synchronizedBatchNorm());
    assertThat(all.get(1)).containsExactly(all.get(0));
    assertThat(all.get(0)).containsExactly(expected, within(1e-3));
  }

  /** What workers would merge is in one place there. */
  @Test
  void oneProcessRunsTheBatchInOnePiece() {
    double[] expected = whole("Dense", DataType.FLOAT, 33);
    assertThat(
            whole(
                "Dense",
                DataType.FLOAT,
                33,
                training -> training.microBatches(4).synchronizedBatchNorm()))
        .containsExactly(expected);
    assertThat(
            train(
                1,
                "Dense",
                DataType.FLOAT,
                33,
                training -> training.microBatches(4).synchronizedBatchNorm()))
        .containsExactly(expected);
  }

  @Test
  void aWorkerThatDoesNotSynchronizeIsRefusedByName() {
    List<Outcome<double[]>> outcomes =
        Workers.run(
            3,
            exchange -> {
              try (TrainingNetwork network = network("Dense", DataType.FLOAT)) {
                return train(
                    network,
                    exchange,
                    33,
                    training -> {
                      training.microBatches(3);
                      if (exchange.rank() != 2) {
                        training.synchronizedBatchNorm();
                      }
                    });
              }
            });
    for (Outcome<double[]> outcome : outcomes) {
      assertThat(outcome.failure())
          .isInstanceOf(OtherWorkerException.class)
          .hasMessageMatching(
              "worker 2 \\(127.0.0.1:\\d+\\) trains something else than worker 0"
                  + " \\(127.0.0.1:\\d+\\): batch norm: it has of each part, expected synchronized\\. .*");
    }
  }

  /** Between the passes: nobody waits in the backward pass for one that has diverged. */
  @Test
  void allDivergeAlike() {
    Schedule tooFast = Schedule.constant(1e18);
    List<Outcome<double[]>> outcomes =
        Workers.run(
            3,
            exchange -> {
              try (TrainingNetwork network = network("Dense", DataType.FLOAT)) {
                return train(
                    network,
                    exchange,
                    33,
                    training -> training.microBatches(3).synchronizedBatchNorm().schedule(tooFast));
              }
            });
    Throwable first = outcomes.get(0).failure();
    assertThat(first).isInstanceOf(DivergedException.class);
    for (Outcome<double[]> outcome : outcomes) {
      assertThat(outcome.failure())
          .isInstanceOf(DivergedException.class)
          .hasMessage(first.getMessage());
    }
  }
}
