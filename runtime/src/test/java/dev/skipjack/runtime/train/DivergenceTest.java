package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training that diverges says so, and leaves the network as after the last good step. */
class DivergenceTest {
  private static final int IMAGES = 20;
  private static final int BATCH = 4;

  private static ImageSet set() {
    byte[] pixels = new byte[IMAGES * 4];
    byte[] labels = new byte[IMAGES];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (byte) (i % 3);
    }
    return new ImageSet("noise", 1, 2, 2, pixels, labels, List.of("a", "b", "c"));
  }

  private static PixelNetwork network(DataType type) {
    return new PixelNetwork(ParameterRole.TRAINABLE, 3, type, 1);
  }

  /** Keeps weights and running statistics as after the last step. */
  private static final class LastGood implements TrainingListener {
    private final TrainingNetwork network;
    private double[] weights;
    private double[] running;

    LastGood(TrainingNetwork network) {
      this.network = network;
      keep();
    }

    private void keep() {
      weights = network.parameters().dup().data().asDouble();
      running = network.runningStatistics().dup().data().asDouble();
    }

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step step) {
      keep();
    }

    void check() {
      assertThat(network.parameters().dup().data().asDouble()).isEqualTo(weights);
      assertThat(network.runningStatistics().dup().data().asDouble()).isEqualTo(running);
      assertThat(Arrays.stream(weights).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.stream(running).allMatch(Double::isFinite)).isTrue();
    }
  }

  /** Cross-entropy that goes wrong in one of its runs. */
  private static final class Failing implements Loss {
    private final CrossEntropy loss = new CrossEntropy();
    private final int last;
    private final double returned;
    private final double slope;
    private int runs;

    Failing(int last, double returned, double slope) {
      this.last = last;
      this.returned = returned;
      this.slope = slope;
    }

    @Override
    public double run(INDArray output, int[] labels, INDArray gradient) {
      double value = loss.run(output, labels, gradient);
      if (++runs != last) {
        return value;
      }
      if (slope != 0) {
        gradient.putScalar(1, slope);
      }
      return returned;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aLossThatIsNotFiniteUndoesTheForwardPass(DataType type) {
    try (PixelNetwork network = network(type)) {
      LastGood good = new LastGood(network);
      Training training =
          Training.of(network)
              .data(set().batch(BATCH))
              .loss(new Failing(8, Double.NaN, 0))
              .listen(good);
      assertThatThrownBy(() -> training.fit(3))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith("the loss of Pixel became NaN in epoch 2, step 8: lower the");
      good.check();
    }
  }

  /** In the second of two parts: the first has changed running statistics and gradients. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aPartOfABatchThatFailsUndoesTheWhole(DataType type) {
    for (double slope : new double[] {0, Double.NaN}) {
      try (PixelNetwork network = network(type)) {
        LastGood good = new LastGood(network);
        Training training =
            Training.of(network)
                .data(set().batch(BATCH))
                .microBatches(2)
                .loss(new Failing(8, slope == 0 ? Double.NaN : 1, slope))
                .listen(good);
        assertThatThrownBy(() -> training.fit(1))
            .isInstanceOf(DivergedException.class)
            .hasMessageContaining("in epoch 1, step 4: lower the");
        good.check();
      }
    }
  }

  /** Whatever clips: a limit must not make a number of what is none. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aGradientThatIsNotFiniteIsFoundThoughTheLossIs(DataType type) {
    List<GradientClipping> clippings =
        List.of(
            GradientClipping.none(),
            GradientClipping.byValue(0.5),
            GradientClipping.byGlobalNorm(0.5));
    for (GradientClipping clipping : clippings) {
      for (double slope : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        try (PixelNetwork network = network(type)) {
          LastGood good = new LastGood(network);
          Training training =
              Training.of(network)
                  .data(set().batch(BATCH))
                  .loss(new Failing(5, 1, slope))
                  .clip(clipping)
                  .listen(good);
          assertThatThrownBy(() -> training.fit(1)) // in the last step
              .isInstanceOf(DivergedException.class)
              .hasMessageStartingWith("the gradient of Pixel (first: 'weight') became ")
              .hasMessageContaining("in epoch 1, step 5: lower the learning rate");
          good.check();
        }
      }
    }
  }

  @Test
  void runningStatisticsThatAreNotFiniteAreFound() {
    Batches far = set().normalize(new double[] {0}, new double[] {1e-40}).batch(BATCH);
    Loss blind =
        (output, labels, gradient) -> {
          gradient.assign(0);
          return 1;
        };
    try (PixelNetwork network = network(DataType.FLOAT)) {
      LastGood good = new LastGood(network);
      Training training = Training.of(network).data(far).loss(blind).listen(good);
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith(
              "running statistics of Pixel (first: 'running_mean') are not finite in epoch 1, step 1");
      good.check();
    }
  }

  static Stream<Arguments> rates() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(
            type ->
                Stream.of(
                        Sgd.plain(),
                        Sgd.momentum(0.9).weightDecay(1e-4),
                        Sgd.nesterov(0.9).weightDecay(0.1),
                        Adam.adam().weightDecay(0.1),
                        Adam.adamW())
                    .map(optimizer -> Arguments.of(type, optimizer)));
  }

  /** Some of these rates diverge and some do not; nothing is ever left that is not finite. */
  @ParameterizedTest
  @MethodSource("rates")
  void whateverTheRateWhatIsLeftIsFinite(DataType type, Optimizer optimizer) {
    double[] rates = {0.1, 1e3, 1e12, 1e20, 1e30, 1e38, 1e150, 1e307};
    int diverged = 0;
    for (double rate : rates) {
      try (PixelNetwork network = network(type)) {
        LastGood good = new LastGood(network);
        Training training =
            Training.of(network)
                .data(set().batch(BATCH))
                .optimizer(optimizer)
                .schedule(Schedule.constant(rate))
                .listen(good);
        try {
          training.fit(3);
        } catch (DivergedException e) {
          diverged++;
          assertThat(e).hasMessageContaining("lower the learning rate");
        }
        good.check();
      }
    }
    assertThat(diverged).isBetween(1, rates.length - 1);
  }

  @Test
  void anOptimizerThatDoesNotForeseeIsFoundAtTheEndOfTheEpoch() {
    Optimizer ruins =
        (length, type) ->
            new Optimizer.State() {
              private int steps;

              @Override
              public void step(INDArray parameters, INDArray gradients, double learningRate) {
                if (++steps == IMAGES / BATCH) { // the last
                  parameters.putScalar(2, Double.NaN);
                }
              }

              @Override
              public void close() {}
            };
    try (PixelNetwork network = network(DataType.DOUBLE)) {
      Training training = Training.of(network).data(set().batch(BATCH)).optimizer(ruins);
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith("weights of Pixel (first: 'weight') are not finite in epoch 1");
    }
  }

  /** Though no loss tells. */
  @Test
  void weightsThatAreNotFiniteAreNotTrained() {
    Loss blind =
        (output, labels, gradient) -> {
          gradient.assign(0);
          return 1;
        };
    try (PixelNetwork network = network(DataType.FLOAT)) {
      Training training = Training.of(network).data(set().batch(BATCH)).loss(blind);
      network.parameters().putScalar(5, Double.NEGATIVE_INFINITY);
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith(
              "weights of Pixel (first: 'weight') are not finite in epoch 1, step 1: ");
      network.parameters().assign(0);
      network.runningStatistics().putScalar(0, Double.POSITIVE_INFINITY);
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith(
              "running statistics of Pixel (first: 'running_mean') are not finite in epoch 1, step 1");
    }
  }

  @Test
  void aRateThatIsNotAboveZeroIsRefused() {
    try (PixelNetwork network = network(DataType.FLOAT)) {
      LastGood good = new LastGood(network);
      Schedule schedule = progress -> 0.5 - progress;
      Training training =
          Training.of(network).data(set().batch(BATCH)).schedule(schedule).listen(good);
      assertThatThrownBy(() -> training.fit(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the schedule gives a learning rate of 0.0 in step 6 of 10, which must be above 0");
      good.check();
    }
  }
}
